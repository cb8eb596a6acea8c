{{- define "havoc.image" -}}
{{- .Values.havoc.image | default (printf "havoc:%s" .Chart.AppVersion) }}
{{- end }}

{{/* havoc's container. A native sidecar is one of the init containers, a classic one is beside the app. */}}
{{- define "havoc.container" -}}
- name: havoc
  image: {{ include "havoc.image" . }}
  imagePullPolicy: {{ .Values.havoc.imagePullPolicy }}
  {{- if eq .Values.havoc.sidecar "native" }}
  # An init container with this restart policy is a sidecar: it starts before the app and stops after it.
  restartPolicy: Always
  {{- end }}
  args: [serve]
  env:
    {{- include "havoc.own.environment" . | nindent 4 }}
  ports:
    - name: slack
      containerPort: {{ .Values.havoc.ports.slack }}
    - name: ops
      containerPort: {{ .Values.havoc.ports.ops }}
  startupProbe:
    httpGet:
      path: /startupz
      port: ops
    periodSeconds: 1
    timeoutSeconds: 3
    failureThreshold: {{ include "havoc.own.startProbes" . }}
  readinessProbe:
    httpGet:
      path: /readyz
      port: ops
    periodSeconds: 5
    timeoutSeconds: 3
    failureThreshold: 2
  livenessProbe:
    httpGet:
      path: /livez
      port: ops
    periodSeconds: 10
    timeoutSeconds: 5
    failureThreshold: 3
  {{- include "havoc.own.preStop" . | nindent 2 }}
  resources:
    {{- toYaml .Values.havoc.resources | nindent 4 }}
  securityContext:
    {{- toYaml .Values.havoc.securityContext | nindent 4 }}
  {{- with include "havoc.own.volumeMounts" . | trim }}
  volumeMounts:
    {{- . | nindent 4 }}
  {{- end }}
{{- end }}

{{/*
Kubernetes removes an ending pod from its endpoints while the pod is already ending. Requests therefore come for some
more seconds, and havoc keeps accepting them. A native sidecar stops after the app. A classic one is told to stop at
the same time as the app, so its preStop waits until no app is connected.
*/}}
{{- define "havoc.own.preStop" -}}
{{- $seconds := int .Values.havoc.preStopSeconds }}
{{- if eq .Values.havoc.sidecar "classic" -}}
lifecycle:
  preStop:
    exec:
      command:
        - node
        - --eval
        - |
          {{- .Files.Get "files/stay-for-app.js" | trim | nindent 10 }}
        - http://localhost:{{ .Values.havoc.ports.ops }}/readyz
        - {{ $seconds | quote }}
        - {{ include "havoc.own.appSeconds" . | quote }}
{{- else if $seconds -}}
lifecycle:
  preStop:
    {{- if semverCompare ">=1.30-0" .Capabilities.KubeVersion.Version }}
    sleep:
      seconds: {{ $seconds }}
    {{- else }}
    exec:
      command: [node, --eval, 'setTimeout(() => {}, {{ mul $seconds 1000 }})']
    {{- end }}
{{- end }}
{{- end }}

{{- define "havoc.own.migration" -}}
- name: migrate
  image: {{ include "havoc.image" . }}
  imagePullPolicy: {{ .Values.havoc.imagePullPolicy }}
  args: [migrate]
  env:
    {{- include "havoc.own.databaseVariables" . | nindent 4 }}
    {{- with include "havoc.own.settings" . | trim }}
    {{- . | nindent 4 }}
    {{- end }}
  resources:
    {{- toYaml .Values.havoc.resources | nindent 4 }}
  securityContext:
    {{- toYaml .Values.havoc.securityContext | nindent 4 }}
  {{- with include "havoc.own.databaseMount" . | trim }}
  volumeMounts:
    {{- . | nindent 4 }}
  {{- end }}
{{- end }}

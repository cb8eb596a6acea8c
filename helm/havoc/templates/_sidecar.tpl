{{- define "havoc.image" -}}
{{- .Values.havoc.image | default (printf "havoc:%s" .Chart.AppVersion) }}
{{- end }}

{{/* havoc's own container: among the init containers in the native form, beside the app in the classic one. */}}
{{- define "havoc.container" -}}
- name: havoc
  image: {{ include "havoc.image" . }}
  imagePullPolicy: {{ .Values.havoc.imagePullPolicy }}
  {{- if eq .Values.havoc.sidecar "native" }}
  # Among the init containers and always restarted, it is a sidecar: up before the app, down after it.
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
Kubernetes takes an ending pod out of its endpoints beside ending it, so requests come for some seconds more, and
havoc keeps taking them. In the native form the app ends meanwhile, and havoc after it. In the classic form both are
told to end at once: havoc stays until no app is connected any more.
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

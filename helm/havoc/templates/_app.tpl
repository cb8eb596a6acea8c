{{/* The items of a list in the values, to append to a list from a template. */}}
{{- define "havoc.own.list" -}}
{{- with . }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "havoc.own.app" -}}
{{- with .Values.app -}}
- name: {{ .name }}
  image: {{ .image }}
  imagePullPolicy: {{ .imagePullPolicy }}
  {{- range $field := list "command" "args" "ports" "envFrom" "startupProbe" "livenessProbe" "readinessProbe" "lifecycle" "resources" "securityContext" }}
  {{- with get $.Values.app $field }}
  {{ $field }}:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- end }}
  env:
    {{- print (include "havoc.appEnv" $) (include "havoc.own.list" .env) | nindent 4 }}
  {{- with print (include "havoc.appVolumeMounts" $) (include "havoc.own.list" .volumeMounts) | trim }}
  volumeMounts:
    {{- . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}

{{/* Spreads the pods over nodes and zones, so that the loss of one does not affect all of them. */}}
{{- define "havoc.own.spread" -}}
affinity:
  {{- if .Values.affinity }}
  {{- toYaml .Values.affinity | nindent 2 }}
  {{- else }}
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "havoc.own.selector" . | nindent 14 }}
  {{- end }}
topologySpreadConstraints:
  {{- if .Values.topologySpreadConstraints }}
  {{- toYaml .Values.topologySpreadConstraints | nindent 2 }}
  {{- else }}
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "havoc.own.selector" . | nindent 8 }}
    {{- if semverCompare ">=1.27-0" .Capabilities.KubeVersion.Version }}
    matchLabelKeys: [pod-template-hash]
    {{- end }}
  {{- end }}
{{- end }}

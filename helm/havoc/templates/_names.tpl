{{- define "havoc.name" -}}
{{- printf "%s" .Release.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "havoc.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "havoc.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{ include "havoc.selector" . }}
{{- end }}

{{- define "havoc.image" -}}
{{- .Values.havoc.image | default (printf "havoc:%s" .Chart.AppVersion) }}
{{- end }}

{{- define "havoc.address" -}}
unix:/run/havoc/havoc.sock
{{- end }}

{{/* No root, nothing to write to but the socket's folder, nothing to gain. */}}
{{- define "havoc.securityContext" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
readOnlyRootFilesystem: true
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* A variable from the Secret, under the key of the same name unless secretKeys has another. */}}
{{- define "havoc.secretVariable" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .root.Values.havoc.existingSecret }}
      key: {{ get .root.Values.havoc.secretKeys .name | default .name }}
      {{- if .optional }}
      optional: true
      {{- end }}
{{- end }}

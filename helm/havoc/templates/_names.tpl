{{/*
The templates whose names begin with `havoc.` are for charts of your own too: hand them `.Subcharts.havoc` there,
as examples/chart does. Those that begin with `havoc.own.` serve this chart alone.
*/}}

{{- define "havoc.name" -}}
{{- .Values.fullnameOverride | default .Release.Name | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "havoc.own.selector" -}}
app.kubernetes.io/name: havoc
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* Of all that the chart makes, beside a selector. */}}
{{- define "havoc.own.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: {{ include "havoc.name" . }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* A whole number, however YAML and --set brought it: past 21 bits Go would write it with an exponent. */}}
{{- define "havoc.own.scalar" -}}
{{- if kindIs "float64" . }}{{ int64 . }}{{ else }}{{ . }}{{ end }}
{{- end }}

{{- define "havoc.own.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "havoc.name" .) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end }}
{{- end }}

{{- define "havoc.own.postgresqlSelector" -}}
app.kubernetes.io/name: havoc-postgresql
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "havoc.own.postgresqlName" -}}
{{ include "havoc.name" . }}-postgresql
{{- end }}

{{/* Where havoc's secrets are, or are awaited. */}}
{{- define "havoc.secretName" -}}
{{- .Values.havoc.existingSecret | default (printf "%s-havoc" (include "havoc.name" .)) }}
{{- end }}

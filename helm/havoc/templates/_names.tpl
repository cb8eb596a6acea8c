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
{{- include "havoc.own.labelsWith" (list . .Values.commonLabels) }}
{{- end }}

{{/* The same with further ones, which win, but over the selector. */}}
{{- define "havoc.own.labelsWith" -}}
{{- $root := index . 0 }}
{{- $labels := dict
  "helm.sh/chart" (printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_")
  "app.kubernetes.io/version" $root.Chart.AppVersion
  "app.kubernetes.io/managed-by" $root.Release.Service
  "app.kubernetes.io/part-of" (include "havoc.name" $root)
}}
{{- toYaml (omit (mergeOverwrite $labels (index . 1)) "app.kubernetes.io/name" "app.kubernetes.io/instance") }}
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
{{- /* A StatefulSet's pods carry its name with a hash in a label, which takes 63 characters. */}}
{{- include "havoc.name" . | trunc 41 | trimSuffix "-" }}-postgresql
{{- end }}

{{/* Where havoc's secrets are, or are awaited. */}}
{{- define "havoc.secretName" -}}
{{- .Values.havoc.existingSecret | default (printf "%s-havoc" (include "havoc.name" .)) }}
{{- end }}

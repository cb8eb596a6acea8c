{{/*
Your own charts can use the templates whose names start with `havoc.`. Pass them `.Subcharts.havoc`, as
examples/chart does. Templates whose names start with `havoc.own.` are for this chart only.
*/}}

{{- define "havoc.name" -}}
{{- .Values.fullnameOverride | default .Release.Name | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "havoc.own.selector" -}}
app.kubernetes.io/name: havoc
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* The labels of everything that the chart creates, in addition to a selector. */}}
{{- define "havoc.own.labels" -}}
{{- include "havoc.own.labelsWith" (list . .Values.commonLabels) }}
{{- end }}

{{/* The same labels with additional ones, which win over all labels except those of the selector. */}}
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

{{/* Writes whole numbers without an exponent. Numbers from YAML are floats, and Go writes large floats with one. */}}
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
{{- /* The pods of a StatefulSet have a label with its name and a hash. A label has at most 63 characters. */}}
{{- include "havoc.name" . | trunc 41 | trimSuffix "-" }}-postgresql
{{- end }}

{{/* The name of the Secret with havoc's secrets, which may not exist yet. */}}
{{- define "havoc.secretName" -}}
{{- .Values.havoc.existingSecret | default (printf "%s-havoc" (include "havoc.name" .)) }}
{{- end }}

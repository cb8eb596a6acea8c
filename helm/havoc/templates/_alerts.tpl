{{/* The alerts, for the `rules` of a group in a PrometheusRule. */}}
{{- define "havoc.alerts" -}}
{{- $ours := printf "namespace=%q,service=%q" .Release.Namespace (printf "%s-ops" (include "havoc.name" .)) }}
{{- $text := .Files.Get "files/alerts.yaml" | replace "SERIES" (.Values.prometheusRule.selector | default $ours) }}
{{- $alerts := list }}
{{- range fromYamlArray $text }}
{{- if not (has .alert $.Values.prometheusRule.disabled) }}
{{- $alerts = append $alerts (mergeOverwrite (deepCopy .) (dict "labels" $.Values.prometheusRule.alertLabels)) }}
{{- end }}
{{- end }}
{{- toYaml $alerts }}
{{- end }}

{{/* A setting in milliseconds, rounded up to whole seconds. */}}
{{- define "havoc.own.seconds" -}}
{{- $settings := .root.Values.havoc.settings -}}
{{- $ms := ternary (get $settings .name) .absent (hasKey $settings .name) -}}
{{- div (add (int64 $ms) 999) 1000 -}}
{{- end }}

{{/* How long the app may take to stop, and how long the sidecar waits for it. At least until requests stop coming. */}}
{{- define "havoc.own.appSeconds" -}}
{{- max .Values.havoc.preStopSeconds .Values.app.stopSeconds -}}
{{- end }}

{{/*
The minimum time that a pod needs to end: the app stops, then havoc drains, then havoc has 10 s to release sockets,
records and the database.
*/}}
{{- define "havoc.own.leastGrace" -}}
{{- $drain := include "havoc.own.seconds" (dict "root" . "name" "HAVOC_DRAIN_MS" "absent" 20000) | int -}}
{{- add (include "havoc.own.appSeconds" . | int) $drain 10 -}}
{{- end }}

{{/* The pod's terminationGracePeriodSeconds. */}}
{{- define "havoc.terminationGracePeriodSeconds" -}}
{{- .Values.terminationGracePeriodSeconds | default (include "havoc.own.leastGrace" .) -}}
{{- end }}

{{/* The number of startup probes, one per second: the seconds of HAVOC_DATABASE_WAIT_MS, and 30 more. */}}
{{- define "havoc.own.startProbes" -}}
{{- add (include "havoc.own.seconds" (dict "root" . "name" "HAVOC_DATABASE_WAIT_MS" "absent" 60000) | int) 30 -}}
{{- end }}

{{/* A setting in milliseconds, as whole seconds, rounded up. */}}
{{- define "havoc.own.seconds" -}}
{{- $settings := .root.Values.havoc.settings -}}
{{- $ms := ternary (get $settings .name) .absent (hasKey $settings .name) -}}
{{- div (add (int64 $ms) 999) 1000 -}}
{{- end }}

{{/* How long the app may take to end: as long the sidecar stays for it. At least until no traffic comes any more. */}}
{{- define "havoc.own.appSeconds" -}}
{{- max .Values.havoc.preStopSeconds .Values.app.stopSeconds -}}
{{- end }}

{{/*
The least that a pod needs to end: the app, then havoc's own drain, then 10 s in which it lets go of sockets,
records and the database.
*/}}
{{- define "havoc.own.leastGrace" -}}
{{- $drain := include "havoc.own.seconds" (dict "root" . "name" "HAVOC_DRAIN_MS" "absent" 20000) | int -}}
{{- add (include "havoc.own.appSeconds" . | int) $drain 10 -}}
{{- end }}

{{/* For the pod's terminationGracePeriodSeconds. */}}
{{- define "havoc.terminationGracePeriodSeconds" -}}
{{- .Values.terminationGracePeriodSeconds | default (include "havoc.own.leastGrace" .) -}}
{{- end }}

{{/* A start may wait as long for its database, and then takes a moment: so many probes, one a second. */}}
{{- define "havoc.own.startProbes" -}}
{{- add (include "havoc.own.seconds" (dict "root" . "name" "HAVOC_DATABASE_WAIT_MS" "absent" 60000) | int) 30 -}}
{{- end }}

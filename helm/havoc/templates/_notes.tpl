{{- define "havoc.own.notes" -}}
{{- $name := include "havoc.name" . }}
{{- $kubectl := printf "kubectl --namespace %s" .Release.Namespace }}
{{- $pods := int .Values.replicaCount }}
{{- .Values.app.image }} runs with havoc beside it, in {{ if .Values.autoscaling.enabled }}{{ .Values.autoscaling.minReplicas }} to {{ .Values.autoscaling.maxReplicas }} pods{{ else if eq $pods 1 }}1 pod{{ else }}{{ $pods }} pods{{ end }}.
{{- include "havoc.own.missingSecrets" . }}

* See that the pods are ready, and ask one how it is:

    {{ $kubectl }} get pods --selector app.kubernetes.io/name=havoc,app.kubernetes.io/instance={{ .Release.Name }}
    helm test {{ .Release.Name }} --namespace {{ .Release.Namespace }}

  A pod that is not ready says why: {{ $kubectl }} logs POD --container havoc (or migrate)

* Tell Slack where to send, in your app's settings at api.slack.com/apps, or in its manifest:
{{- $host := "YOUR-HOST" }}
{{- if .Values.ingress.enabled }}{{ $host = .Values.ingress.host }}
{{- else if and .Values.httpRoute.enabled .Values.httpRoute.hostnames }}{{ $host = first .Values.httpRoute.hostnames }}
{{- end }}

    Event Subscriptions       event_subscriptions.request_url          https://{{ $host }}/slack/events
    Interactivity             interactivity.request_url                https://{{ $host }}/slack/interactions
    Select Menus              interactivity.message_menu_options_url   https://{{ $host }}/slack/options
    Slash Commands            slash_commands' url                      https://{{ $host }}/slack/commands

  Where your app's code is, this prints the whole manifest: havoc manifest --url https://{{ $host }} -- COMMAND OF YOUR APP
{{ if eq $host "YOUR-HOST" }}
  and lead that host's /slack to the Service {{ $name }}, port {{ .Values.service.port }}: with --set ingress.enabled=true,ingress.host=YOUR-HOST,
  with httpRoute, or with a proxy of your own.
{{ end }}
  With SLACK_APP_TOKEN alone, turn Socket Mode on there instead: Slack then needs no URL.

* See what comes in and goes out:

    {{ $kubectl }} exec deploy/{{ $name }} --container havoc -- node dist/cli/bin.js traffic tail
{{- if .Values.postgresql.enabled }}

! The PostgreSQL that came along is for trying out: nothing copies or saves what it holds. Before anything counts, put the
  DATABASE_URL of your own into the Secret, and set postgresql.enabled=false.
{{- end }}
{{- if .Values.secret.create }}

! The secrets stand in this release's values, for whoever may read them. Before anything counts, put them into a Secret
  of your own, and set havoc.existingSecret in the place of secret.create.
{{- end }}
{{- end }}

{{/* What havoc waits for; nothing where the cluster shows a Secret that has all of it. */}}
{{- define "havoc.own.missingSecrets" -}}
{{- $name := include "havoc.secretName" . }}
{{- $keys := .Values.havoc.secretKeys }}
{{- $there := dict }}
{{- $found := dict }}
{{- if .Values.secret.create }}
{{- range $variable, $value := .Values.secret.values }}{{ $_ := set $there $variable $value }}{{ end }}
{{- else }}
{{- $found = (lookup "v1" "Secret" .Release.Namespace $name).data | default dict }}
{{- range $variable := list "DATABASE_URL" "SLACK_SIGNING_SECRET" "SLACK_APP_TOKEN" "SLACK_BOT_TOKEN" }}
{{- with get $found (get $keys $variable | default $variable) }}{{ $_ := set $there $variable . }}{{ end }}
{{- end }}
{{- end }}
{{- $missing := list }}
{{- if not (or .Values.postgresql.enabled $there.DATABASE_URL) }}
{{- $missing = append $missing (list "DATABASE_URL" "postgresql://…" "the PostgreSQL that havoc keeps its tables in") }}
{{- end }}
{{- if not (or $there.SLACK_SIGNING_SECRET $there.SLACK_APP_TOKEN) }}
{{- $missing = append $missing (list "SLACK_SIGNING_SECRET" "…" "from the app's Basic Information page; or SLACK_APP_TOKEN, for Socket Mode") }}
{{- end }}
{{- if not $there.SLACK_BOT_TOKEN }}
{{- $missing = append $missing (list "SLACK_BOT_TOKEN" "xoxb-…" "from the app's OAuth & Permissions page; without it every call of Slack fails") }}
{{- end }}
{{- if $missing }}

! havoc takes its secrets from the Secret {{ $name }}, which is not seen to have these yet:
{{ range $missing }}
    {{ printf "%-21s" (index . 0) }} {{ index . 2 }}
{{- end }}
{{- if .Values.secret.create }}

  Give them as secret.values.
{{- else }}

  Pods that lack one that is needed start by themselves once it is there.
{{ if $found }}
  {{- range $missing }}
    kubectl --namespace {{ $.Release.Namespace }} patch secret {{ $name }} --patch '{"stringData":{"{{ get $keys (index . 0) | default (index . 0) }}":"{{ index . 1 }}"}}'
  {{- end }}
{{- else }}
    kubectl --namespace {{ .Release.Namespace }} create secret generic {{ $name }}
    {{- range $missing }} \
      --from-literal={{ get $keys (index . 0) | default (index . 0) }}={{ index . 1 }}
    {{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

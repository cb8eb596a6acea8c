{{- define "havoc.own.notes" -}}
{{- $name := include "havoc.name" . }}
{{- $kubectl := printf "kubectl --namespace %s" .Release.Namespace }}
{{- $pods := int .Values.replicaCount }}
{{- $isOAuth := .Values.havoc.oauth.enabled }}
{{- $redirectUrls := include "havoc.own.redirectUrls" . | splitList "," }}
{{- .Values.app.image }} runs with havoc as its sidecar, in {{ if .Values.autoscaling.enabled }}{{ .Values.autoscaling.minReplicas }} to {{ .Values.autoscaling.maxReplicas }} pods{{ else if eq $pods 1 }}1 pod{{ else }}{{ $pods }} pods{{ end }}.
{{- include "havoc.own.missingSecrets" . }}

* Check that the pods are ready, and test them:

    {{ $kubectl }} get pods --selector app.kubernetes.io/name=havoc,app.kubernetes.io/instance={{ .Release.Name }}
    helm test {{ .Release.Name }} --namespace {{ .Release.Namespace }}

  To see why a pod is not ready: {{ $kubectl }} logs POD --container havoc (or migrate)

* Set these URLs in your app's settings at api.slack.com/apps, or in its manifest:
{{- $host := "YOUR-HOST" }}
{{- if .Values.ingress.enabled }}{{ $host = .Values.ingress.host }}
{{- else if and .Values.httpRoute.enabled .Values.httpRoute.hostnames }}{{ $host = first .Values.httpRoute.hostnames }}
{{- end }}

    Event Subscriptions       event_subscriptions.request_url          https://{{ $host }}/slack/events
    Interactivity             interactivity.request_url                https://{{ $host }}/slack/interactions
    Select Menus              interactivity.message_menu_options_url   https://{{ $host }}/slack/options
    Slash Commands            slash_commands' url                      https://{{ $host }}/slack/commands
{{- if $isOAuth }}
{{- range $redirectUrls }}
    OAuth & Permissions       oauth_config.redirect_urls               {{ . }}
{{- end }}
{{- end }}

  In the folder of your app's code, this prints the whole manifest: havoc manifest --url https://{{ $host }} {{ if $isOAuth }}--oauth {{ end }}-- COMMAND OF YOUR APP
{{ if eq $host "YOUR-HOST" }}
  Route /slack of that host to the Service {{ $name }}, port {{ .Values.service.port }}: with --set ingress.enabled=true,ingress.host=YOUR-HOST,
  with httpRoute, or with a proxy of your own.
{{ end }}
  If havoc has only SLACK_APP_TOKEN, turn on Socket Mode in the app's settings instead. Slack then needs no URL for requests.
{{- if $isOAuth }}

* People install the app in their workspaces here. Turn on Public Distribution in the app's settings first, unless all of
  them belong to your own organisation:

    {{ first $redirectUrls | trimSuffix "/oauth_redirect" }}/install
{{- end }}

* Watch the requests from Slack and the calls to Slack:

    {{ $kubectl }} exec deploy/{{ $name }} --container havoc -- node dist/cli/bin.js traffic tail
{{- if .Values.postgresql.enabled }}

! The PostgreSQL of this chart is for trials only: it has no replica and no backup. For production, put the DATABASE_URL
  of your own PostgreSQL into the Secret, and set postgresql.enabled=false.
{{- end }}
{{- if .Values.secret.create }}

! The secrets are in the values of this release. Everyone who can read the release can read them. For production, put
  them into a Secret of your own, and set havoc.existingSecret instead of secret.create.
{{- end }}
{{- end }}

{{/* The secrets that are still missing. Empty if the Secret in the cluster has all of them. */}}
{{- define "havoc.own.missingSecrets" -}}
{{- $name := include "havoc.secretName" . }}
{{- $keys := .Values.havoc.secretKeys }}
{{- $there := dict }}
{{- $found := dict }}
{{- if .Values.secret.create }}
{{- range $variable, $value := .Values.secret.values }}{{ $_ := set $there $variable $value }}{{ end }}
{{- else }}
{{- $found = (lookup "v1" "Secret" .Release.Namespace $name).data | default dict }}
{{- range $variable := concat (list "DATABASE_URL" "SLACK_SIGNING_SECRET" "SLACK_APP_TOKEN" "SLACK_BOT_TOKEN") (include "havoc.own.oauthSecrets" . | splitList " ") }}
{{- with get $found (get $keys $variable | default $variable) }}{{ $_ := set $there $variable . }}{{ end }}
{{- end }}
{{- end }}
{{- $missing := list }}
{{- if not (or .Values.postgresql.enabled $there.DATABASE_URL) }}
{{- $missing = append $missing (list "DATABASE_URL" "postgresql://…" "the PostgreSQL for havoc's tables") }}
{{- end }}
{{- if not (or $there.SLACK_SIGNING_SECRET $there.SLACK_APP_TOKEN) }}
{{- $missing = append $missing (list "SLACK_SIGNING_SECRET" "…" "from the app's Basic Information page; or SLACK_APP_TOKEN, for Socket Mode") }}
{{- end }}
{{- if .Values.havoc.oauth.enabled }}
{{- range $name := list "SLACK_CLIENT_ID" "SLACK_CLIENT_SECRET" }}
{{- if not (get $there $name) }}
{{- $missing = append $missing (list $name "…" "from the app's Basic Information page") }}
{{- end }}
{{- end }}
{{- if not $there.HAVOC_ENCRYPTION_KEYS }}
{{- $missing = append $missing (list "HAVOC_ENCRYPTION_KEYS" "…" "what havoc keys new prints; keep a copy, without which the stored tokens are lost") }}
{{- end }}
{{- else if not $there.SLACK_BOT_TOKEN }}
{{- $missing = append $missing (list "SLACK_BOT_TOKEN" "xoxb-…" "from the app's OAuth & Permissions page; without it, every call to Slack fails") }}
{{- end }}
{{- if $missing }}

! havoc reads its secrets from the Secret {{ $name }}, in which helm does not see these yet:
{{ range $missing }}
    {{ printf "%-21s" (index . 0) }} {{ index . 2 }}
{{- end }}
{{- if .Values.secret.create }}

  Set them in secret.values.
{{- else }}

  Pods that wait for a missing secret start by themselves once it is there.
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

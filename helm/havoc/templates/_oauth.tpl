{{/* The secrets that OAuth needs. Imported installations may need them too. */}}
{{- define "havoc.own.oauthSecrets" -}}
SLACK_CLIENT_ID SLACK_CLIENT_SECRET HAVOC_ENCRYPTION_KEYS
{{- end }}

{{/* The redirect URLs, separated by commas: the given ones, or one for each host that routes to the Service. */}}
{{- define "havoc.own.redirectUrls" -}}
{{- $urls := .Values.havoc.oauth.redirectUrls }}
{{- if not $urls }}
{{- $hosts := .Values.ingress.enabled | ternary (list .Values.ingress.host) (list) }}
{{- if .Values.httpRoute.enabled }}{{ $hosts = concat $hosts .Values.httpRoute.hostnames }}{{ end }}
{{- range $host := uniq $hosts }}
{{- /* Slack needs whole hosts. */}}
{{- if not (contains "*" $host) }}{{ $urls = append $urls (printf "https://%s/slack/oauth_redirect" $host) }}{{ end }}
{{- end }}
{{- end }}
{{- join "," $urls }}
{{- end }}

{{- define "havoc.own.oauthVariables" -}}
{{- $oauth := .Values.havoc.oauth }}
{{- if $oauth.enabled }}
{{- $values := dict
  "SLACK_SCOPES" (join "," $oauth.scopes)
  "SLACK_USER_SCOPES" (join "," $oauth.userScopes)
  "HAVOC_OAUTH_REDIRECT_URLS" (include "havoc.own.redirectUrls" .)
  "HAVOC_OAUTH_SUCCESS_URL" $oauth.successUrl
  "HAVOC_OAUTH_FAILURE_URL" $oauth.failureUrl
  "HAVOC_OAUTH_SUCCESS_PAGE" (empty $oauth.pages.success | ternary "" "/etc/havoc/pages/success.html")
  "HAVOC_OAUTH_FAILURE_PAGE" (empty $oauth.pages.failure | ternary "" "/etc/havoc/pages/failure.html")
}}
{{- range $name, $value := $values }}
{{- if $value }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "havoc.own.pagesVolume" -}}
{{- with .Values.havoc.oauth.pages }}
{{- if .configMap }}
- name: havoc-pages
  configMap:
    name: {{ .configMap }}
    items:
      {{- if .success }}
      - { key: {{ .success }}, path: success.html }
      {{- end }}
      {{- if .failure }}
      - { key: {{ .failure }}, path: failure.html }
      {{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "havoc.own.pagesMount" -}}
{{- if .Values.havoc.oauth.pages.configMap }}
- name: havoc-pages
  mountPath: /etc/havoc/pages
  readOnly: true
{{- end }}
{{- end }}

{{- define "havoc.own.checkOAuth" -}}
{{- $oauth := .Values.havoc.oauth }}
{{- $pages := $oauth.pages }}
{{- if not $oauth.enabled }}
{{- if or $oauth.scopes $oauth.userScopes $oauth.redirectUrls $oauth.successUrl $oauth.failureUrl $pages.configMap $pages.success $pages.failure }}
{{- fail "havoc.oauth has values, but is off. Set havoc.oauth.enabled=true, or remove the values." }}
{{- end }}
{{- else }}
{{- if not (or $oauth.scopes $oauth.userScopes) }}
{{- fail "havoc.oauth.scopes is empty. Set it to the scopes of the bot, as in --set 'havoc.oauth.scopes={chat:write,commands}', or set havoc.oauth.userScopes." }}
{{- end }}
{{- if not (include "havoc.own.redirectUrls" .) }}
{{- fail "havoc.oauth.redirectUrls is empty, and neither ingress nor httpRoute names a whole host. Set it, as in --set 'havoc.oauth.redirectUrls={https://slack.example.com/slack/oauth_redirect}'." }}
{{- end }}
{{- if ne (empty $pages.configMap) (empty (print $pages.success $pages.failure)) }}
{{- fail "havoc.oauth.pages needs both: configMap, and the key of a page in success or failure." }}
{{- end }}
{{- range $end := list "success" "failure" }}
{{- if and (get $pages $end) (get $oauth (printf "%sUrl" $end)) }}
{{- fail (printf "havoc.oauth.pages.%s is a page, but havoc.oauth.%sUrl leads to another one. Set only one of them." $end $end) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Checks of the trial Secret, the only one whose content the chart knows. */}}
{{- define "havoc.own.checkOAuthSecrets" -}}
{{- $given := .Values.secret.values }}
{{- if .Values.havoc.oauth.enabled }}
{{- $from := dict
  "SLACK_CLIENT_ID" "Copy it from the app's Basic Information page."
  "SLACK_CLIENT_SECRET" "Copy it from the app's Basic Information page."
  "HAVOC_ENCRYPTION_KEYS" "Run havoc keys new, and set it to the key that this prints."
}}
{{- range $name := include "havoc.own.oauthSecrets" . | splitList " " }}
{{- if not (get $given $name) }}
{{- fail (printf "secret.values.%s is missing. havoc.oauth needs it. %s" $name (get $from $name)) }}
{{- end }}
{{- end }}
{{- else if ne (empty $given.SLACK_CLIENT_ID) (empty $given.SLACK_CLIENT_SECRET) }}
{{- fail "secret.values has only one of SLACK_CLIENT_ID and SLACK_CLIENT_SECRET. Set both or neither." }}
{{- end }}
{{- end }}

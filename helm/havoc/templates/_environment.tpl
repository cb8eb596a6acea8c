{{/* The address at which the app reaches havoc. */}}
{{- define "havoc.address" -}}
{{- if eq .Values.havoc.transport "unix" -}}
unix:/run/havoc/havoc.sock
{{- else -}}
127.0.0.1:{{ .Values.havoc.ports.grpc }}
{{- end }}
{{- end }}

{{/* The variables for the `env` of the app's container. */}}
{{- define "havoc.appEnv" -}}
- name: HAVOC_ADDRESS
  value: {{ include "havoc.address" . }}
{{- end }}

{{/* A variable from the Secret. Its key has the same name, unless secretKeys has another one. */}}
{{- define "havoc.own.secretVariable" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ include "havoc.secretName" .root }}
      key: {{ get .root.Values.havoc.secretKeys .name | default .name }}
      {{- if .optional }}
      optional: true
      {{- end }}
{{- end }}

{{- define "havoc.own.databaseVariables" -}}
{{- if .Values.postgresql.enabled -}}
- name: DATABASE_URL
  valueFrom:
    secretKeyRef:
      name: {{ include "havoc.own.postgresqlName" . }}
      key: url
{{- else -}}
{{ include "havoc.own.secretVariable" (dict "root" . "name" "DATABASE_URL") }}
{{ include "havoc.own.secretVariable" (dict "root" . "name" "DATABASE_DIRECT_URL" "optional" true) }}
{{- end }}
{{- end }}

{{- define "havoc.own.settings" -}}
{{- range $name, $value := .Values.havoc.settings }}
- name: {{ $name }}
  value: {{ include "havoc.own.scalar" $value | quote }}
{{- end }}
{{- end }}

{{- define "havoc.own.environment" -}}
- name: HAVOC_ADDRESS
  value: {{ include "havoc.address" . }}
- name: HAVOC_HTTP_PORT
  value: {{ .Values.havoc.ports.slack | quote }}
- name: HAVOC_OPS_PORT
  value: {{ .Values.havoc.ports.ops | quote }}
- name: HAVOC_READINESS_STRICT
  value: {{ .Values.readiness.strict | quote }}
{{- include "havoc.own.settings" . }}
{{- include "havoc.own.oauthVariables" . }}
{{ include "havoc.own.databaseVariables" . }}
{{- range $name := list "SLACK_SIGNING_SECRET" "SLACK_SIGNING_SECRET_PREVIOUS" "SLACK_BOT_TOKEN" "SLACK_APP_TOKEN" "HAVOC_OAUTH_CONTEXT_SECRET" }}
{{ include "havoc.own.secretVariable" (dict "root" $ "name" $name "optional" true) }}
{{- end }}
{{- range $name := include "havoc.own.oauthSecrets" . | splitList " " }}
{{ include "havoc.own.secretVariable" (dict "root" $ "name" $name "optional" (not $.Values.havoc.oauth.enabled)) }}
{{- end }}
{{- end }}

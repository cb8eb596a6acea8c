{{/* The annotations of the pod. */}}
{{- define "havoc.annotations" -}}
kubectl.kubernetes.io/default-container: {{ .Values.app.name }}
{{- if eq .Values.havoc.transport "unix" }}
# The folder of the socket does not keep the autoscaler from draining a node.
cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes: havoc-socket
{{- end }}
{{- if .Values.secret.create }}
# A change of the secrets replaces the pods.
checksum/havoc-secret: {{ toYaml .Values.secret.values | sha256sum }}
{{- end }}
{{- end }}

{{/* For the pod's initContainers, before those that need havoc. May be empty. */}}
{{- define "havoc.initContainers" -}}
{{- include "havoc.own.checkSidecar" . }}
{{- if .Values.havoc.migrate }}
{{- include "havoc.own.migration" . }}
{{- end }}
{{- if eq .Values.havoc.sidecar "native" }}
{{ include "havoc.container" . }}
{{- end }}
{{- end }}

{{/* For the pod's containers, after the app. Empty for a native sidecar. */}}
{{- define "havoc.containers" -}}
{{- if eq .Values.havoc.sidecar "classic" }}
{{- include "havoc.container" . }}
{{- end }}
{{- end }}

{{/* The pod's securityContext. Through its group, app and havoc can both use the socket. */}}
{{- define "havoc.podSecurityContext" -}}
{{- with .Values.fsGroup -}}
fsGroup: {{ . }}
{{ end -}}
fsGroupChangePolicy: OnRootMismatch
{{- end }}

{{/* For the pod's volumes. Empty if the app reaches havoc through a port and nothing is mounted. */}}
{{- define "havoc.volumes" -}}
{{- if eq .Values.havoc.transport "unix" }}
- name: havoc-socket
  emptyDir:
    medium: Memory
    sizeLimit: 1Mi
{{- end }}
{{- with .Values.havoc.databaseCa }}
{{- if .secret }}
- name: havoc-database-ca
  secret:
    secretName: {{ .secret }}
    items: [{ key: {{ .key }}, path: ca.crt }]
{{- else if .configMap }}
- name: havoc-database-ca
  configMap:
    name: {{ .configMap }}
    items: [{ key: {{ .key }}, path: ca.crt }]
{{- end }}
{{- end }}
{{- include "havoc.own.pagesVolume" . }}
{{- end }}

{{/* For the app's volumeMounts. Empty if the app reaches havoc through a port. */}}
{{- define "havoc.appVolumeMounts" -}}
{{- if eq .Values.havoc.transport "unix" }}
- name: havoc-socket
  mountPath: /run/havoc
{{- end }}
{{- end }}

{{- define "havoc.own.databaseMount" -}}
{{- if or .Values.havoc.databaseCa.secret .Values.havoc.databaseCa.configMap }}
- name: havoc-database-ca
  mountPath: /etc/havoc/database
  readOnly: true
{{- end }}
{{- end }}

{{- define "havoc.own.volumeMounts" -}}
{{- include "havoc.appVolumeMounts" . }}
{{- include "havoc.own.databaseMount" . }}
{{- include "havoc.own.pagesMount" . }}
{{- end }}

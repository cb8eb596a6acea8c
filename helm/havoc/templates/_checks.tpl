{{/* Checks of the values that the schema cannot express, or for which its messages would be less clear. */}}

{{- define "havoc.own.checkSidecar" -}}
{{- if and (eq .Values.havoc.sidecar "native") (semverCompare "<1.29-0" .Capabilities.KubeVersion.Version) }}
{{- fail (printf "havoc.sidecar=native needs Kubernetes 1.29 or newer, but this is %s.%s. Set havoc.sidecar=classic. (helm template takes the version from --kube-version.)" .Capabilities.KubeVersion.Major .Capabilities.KubeVersion.Minor) }}
{{- end }}
{{- $least := include "havoc.own.leastGrace" . | int }}
{{- with .Values.terminationGracePeriodSeconds }}
{{- if lt (int .) $least }}
{{- fail (printf "terminationGracePeriodSeconds=%d is too short. At least %d s are needed: for the app to stop (app.stopSeconds or havoc.preStopSeconds, whichever is larger), for havoc to drain (HAVOC_DRAIN_MS), and 10 s more. Leave it out, and the chart computes it." (int .) $least) }}
{{- end }}
{{- end }}
{{- with .Values.havoc.databaseCa }}
{{- if and .secret .configMap }}
{{- fail "havoc.databaseCa names both a secret and a configMap. Name only one of them." }}
{{- end }}
{{- end }}
{{- include "havoc.own.checkOAuth" . }}
{{- $ports := .Values.havoc.ports }}
{{- if ne (len (uniq (list (int $ports.slack) (int $ports.ops) (int $ports.grpc)))) 3 }}
{{- fail "havoc.ports must be different from each other, because slack, ops and grpc listen in the same pod." }}
{{- end }}
{{- end }}

{{- define "havoc.own.checkApp" -}}
{{- if not .Values.app.image }}
{{- fail "app.image is missing. Set it to the image of your app, as in --set app.image=registry.example.com/poll:1. If your own chart uses havoc's templates, set wholeApp=false." }}
{{- end }}
{{- if and .Values.secret.create .Values.havoc.existingSecret }}
{{- fail "secret.create creates a Secret, but havoc.existingSecret names an existing one. Set only one of them." }}
{{- end }}
{{- if and .Values.secret.values (not .Values.secret.create) }}
{{- fail "secret.values is for trials and needs secret.create=true. Otherwise, put the values into a Secret of your own, and set havoc.existingSecret to its name." }}
{{- end }}
{{- if and .Values.secret.create (not .Values.secret.values.DATABASE_URL) (not .Values.postgresql.enabled) }}
{{- fail "secret.values.DATABASE_URL is missing. Set it to the URL of a PostgreSQL, or set postgresql.enabled=true for a trial database." }}
{{- end }}
{{- if and .Values.postgresql.enabled .Values.secret.values.DATABASE_URL }}
{{- fail "postgresql.enabled creates a database, but secret.values.DATABASE_URL names another one. Set only one of them." }}
{{- end }}
{{- if .Values.secret.create }}
{{- include "havoc.own.checkOAuthSecrets" . }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) }}
{{- fail "ingress.host is missing. Set it to the host to which Slack sends, as in --set ingress.host=slack.example.com." }}
{{- end }}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) }}
{{- fail "httpRoute.parentRefs is empty. Name the Gateway of the route, as in --set 'httpRoute.parentRefs[0].name=public'." }}
{{- end }}
{{- $ports := .Values.havoc.ports }}
{{- range .Values.app.ports }}
{{- if has (int .containerPort) (list (int $ports.slack) (int $ports.ops) (int $ports.grpc)) }}
{{- fail (printf "app.ports has %d, a port on which havoc listens. Use another port for the app, or change havoc.ports." (int .containerPort)) }}
{{- end }}
{{- end }}
{{- range .Values.app.env }}
{{- if eq .name "HAVOC_ADDRESS" }}
{{- fail "app.env sets HAVOC_ADDRESS, but the chart sets it already. Remove it, and choose the address with havoc.transport." }}
{{- end }}
{{- end }}
{{- if and .Values.autoscaling.enabled (not .Values.autoscaling.metrics) (not (dig "requests" "cpu" "" .Values.app.resources)) }}
{{- fail "autoscaling compares the used CPU with the requested CPU, but the app requests none. Set app.resources.requests.cpu, or autoscaling.metrics." }}
{{- end }}
{{- with .Values.autoscaling }}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) }}
{{- fail (printf "autoscaling.minReplicas=%d is above autoscaling.maxReplicas=%d. Raise maxReplicas or lower minReplicas." (int .minReplicas) (int .maxReplicas)) }}
{{- end }}
{{- end }}
{{- if and .Values.serviceMonitor.enabled (not .Values.opsService.enabled) }}
{{- fail "serviceMonitor.enabled needs opsService.enabled, because Prometheus finds the pods through that Service." }}
{{- end }}
{{- end }}

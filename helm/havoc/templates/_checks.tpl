{{/* What the schema cannot say, or not as clearly. */}}

{{- define "havoc.own.checkSidecar" -}}
{{- if and (eq .Values.havoc.sidecar "native") (semverCompare "<1.29-0" .Capabilities.KubeVersion.Version) }}
{{- fail (printf "havoc.sidecar=native needs Kubernetes 1.29 or newer, and this is %s.%s: set havoc.sidecar=classic. (helm template takes the version from --kube-version.)" .Capabilities.KubeVersion.Major .Capabilities.KubeVersion.Minor) }}
{{- end }}
{{- $least := include "havoc.own.leastGrace" . | int }}
{{- with .Values.terminationGracePeriodSeconds }}
{{- if lt (int .) $least }}
{{- fail (printf "terminationGracePeriodSeconds=%d is too short: %d s are needed, for the app to end (app.stopSeconds, at least havoc.preStopSeconds), havoc to drain (HAVOC_DRAIN_MS), and 10 s more. Leave it out to have it reckoned." (int .) $least) }}
{{- end }}
{{- end }}
{{- with .Values.havoc.databaseCa }}
{{- if and .secret .configMap }}
{{- fail "havoc.databaseCa has a secret and a configMap: name one of them." }}
{{- end }}
{{- end }}
{{- $ports := .Values.havoc.ports }}
{{- if ne (len (uniq (list (int $ports.slack) (int $ports.ops) (int $ports.grpc)))) 3 }}
{{- fail "havoc.ports must differ from one another: slack, ops and grpc listen in one pod." }}
{{- end }}
{{- end }}

{{- define "havoc.own.checkApp" -}}
{{- if not .Values.app.image }}
{{- fail "app.image is missing: give the image of your app, as in --set app.image=registry.example.com/poll:1. For a chart of your own that takes havoc's templates, set wholeApp=false." }}
{{- end }}
{{- if and .Values.secret.create .Values.havoc.existingSecret }}
{{- fail "secret.create makes a Secret and havoc.existingSecret names one that is there: choose one of them." }}
{{- end }}
{{- if and .Values.secret.values (not .Values.secret.create) }}
{{- fail "secret.values is for trying out and needs secret.create=true. Otherwise put them into a Secret of your own and name it by havoc.existingSecret." }}
{{- end }}
{{- if and .Values.secret.create (not .Values.secret.values.DATABASE_URL) (not .Values.postgresql.enabled) }}
{{- fail "secret.values.DATABASE_URL is missing: give the address of a PostgreSQL, or set postgresql.enabled=true for one to try out." }}
{{- end }}
{{- if and .Values.postgresql.enabled .Values.secret.values.DATABASE_URL }}
{{- fail "postgresql.enabled brings a database and secret.values.DATABASE_URL names another: choose one of them." }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) }}
{{- fail "ingress.host is missing: give the host that Slack is to reach, as in --set ingress.host=slack.example.com." }}
{{- end }}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) }}
{{- fail "httpRoute.parentRefs is empty: name the Gateway that the route hangs on, as in --set 'httpRoute.parentRefs[0].name=public'." }}
{{- end }}
{{- $ports := .Values.havoc.ports }}
{{- range .Values.app.ports }}
{{- if has (int .containerPort) (list (int $ports.slack) (int $ports.ops) (int $ports.grpc)) }}
{{- fail (printf "app.ports has %d, where havoc listens: give the app another one, or havoc by havoc.ports." (int .containerPort)) }}
{{- end }}
{{- end }}
{{- range .Values.app.env }}
{{- if eq .name "HAVOC_ADDRESS" }}
{{- fail "app.env sets HAVOC_ADDRESS, which the chart sets: leave it out, and choose by havoc.transport." }}
{{- end }}
{{- end }}
{{- if and .Values.autoscaling.enabled (not .Values.autoscaling.metrics) (not (dig "requests" "cpu" "" .Values.app.resources)) }}
{{- fail "autoscaling goes by the CPU that is used of what is requested: set app.resources.requests.cpu, or autoscaling.metrics." }}
{{- end }}
{{- with .Values.autoscaling }}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) }}
{{- fail (printf "autoscaling.minReplicas=%d is above autoscaling.maxReplicas=%d: raise the latter." (int .minReplicas) (int .maxReplicas)) }}
{{- end }}
{{- end }}
{{- if and .Values.serviceMonitor.enabled (not .Values.opsService.enabled) }}
{{- fail "serviceMonitor.enabled needs opsService.enabled: Prometheus finds the pods by that Service." }}
{{- end }}
{{- end }}

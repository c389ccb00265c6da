{{- define "leakbot.name" -}}
{{- if contains "leakbot" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-leakbot" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end -}}
{{- end -}}

{{- define "leakbot.selector" -}}
app.kubernetes.io/name: leakbot
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "leakbot.labels" -}}
{{ include "leakbot.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end -}}

{{/* A setting as text: helm reads numbers of a file as floats, and would write 12345678 as 1.2345678e+07. */}}
{{- define "leakbot.setting" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) }}{{ printf "%.0f" . | quote }}{{ else }}{{ . | toString | quote }}{{ end -}}
{{- end -}}

{{- define "leakbot.checked" -}}
{{- if and (gt (int .Values.replicas) 1) (ne .Values.database.kind "postgres") -}}
{{- fail (printf "replicas: %d needs database.kind: postgres: one process at a time works on a SQLite file" (int .Values.replicas)) -}}
{{- end -}}
{{- if and .Values.secret.external.enabled (or (empty .Values.secret.external.store.name) (empty .Values.secret.external.key)) -}}
{{- fail "secret.external.enabled needs secret.external.store.name and secret.external.key: which entry of which store" -}}
{{- end -}}
{{- if and .Values.kubernetes.enabled (regexMatch "(?m)^kubernetes:" .Values.config) -}}
{{- fail "config has a part kubernetes, which kubernetes.enabled writes: leave one of the two out" -}}
{{- end -}}
{{- if and .Values.networkPolicy.enabled (empty .Values.networkPolicy.namespaces) -}}
{{- fail "networkPolicy.namespaces is empty, which would let everyone in: name those of Alertmanager and Prometheus" -}}
{{- end -}}
{{- range $name, $value := .Values.settings -}}
{{- if or (regexMatch "(TOKEN|SECRET|PASSWORD)$" $name) (regexMatch "://[^/@]*:[^/@]+@" (toString $value)) -}}
{{- fail (printf "settings.%s is a secret: put it into the secret %s" $name $.Values.secret.name) -}}
{{- end -}}
{{- end -}}
{{- range $name := list "LEAKBOT_DATABASE" "LEAKBOT_CONFIG" "LEAKBOT_PORT" -}}
{{- if hasKey $.Values.settings $name -}}
{{- fail (printf "settings.%s is set by the chart: see database, config and service.port" $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}

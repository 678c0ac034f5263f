package org.m365siem.simulator.tenant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Speaks HTTP with a simulated tenant, without any cleverness. */
final class TenantClient {
    static final ObjectMapper JSON = new ObjectMapper();

    private final SimulatedTenant tenant;
    private final HttpClient http;
    private String token = "";

    TenantClient(SimulatedTenant tenant) {
        this.tenant = tenant;
        this.http = HttpClient.newBuilder()
                .sslContext(tenant.authority().clientContext(null))
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(20))
                .build();
    }

    HttpResponse<String> post(String path, Map<String, String> form) throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(URI.create(tenant.url() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Asks for a token with the secret and keeps it; the answer is returned as it came. */
    HttpResponse<String> login() throws IOException, InterruptedException {
        HttpResponse<String> answer = post(
                "/" + tenant.tenantId() + "/oauth2/v2.0/token",
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        tenant.clientId(),
                        "client_secret",
                        tenant.clientSecret(),
                        "scope",
                        "https://manage.office.com/.default"));
        token = answer.statusCode() == 200 ? json(answer).path("access_token").asText() : token;
        return answer;
    }

    void use(String bearer) {
        token = bearer;
    }

    String feed() {
        return tenant.url() + "/api/v1.0/" + tenant.tenantId() + "/activity/feed";
    }

    /** @param rest behind {@code /activity/feed/}, or an absolute URL */
    HttpResponse<String> get(String rest) throws IOException, InterruptedException {
        String url = rest.startsWith("https://") ? rest : feed() + "/" + rest;
        return send(HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token));
    }

    HttpResponse<String> start(String contentType) throws IOException, InterruptedException {
        return start(contentType, "");
    }

    HttpResponse<String> start(String contentType, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(
                        feed() + "/subscriptions/start?contentType=" + contentType + "&PublisherIdentifier=p"))
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> stop(String contentType) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(
                        feed() + "/subscriptions/stop?contentType=" + contentType + "&PublisherIdentifier=p"))
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.noBody()));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
    }

    HttpClient http() {
        return http;
    }

    static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    /** The code of an Activity API error. */
    static String code(HttpResponse<String> answer) throws IOException {
        return json(answer).path("error").path("code").asText();
    }
}

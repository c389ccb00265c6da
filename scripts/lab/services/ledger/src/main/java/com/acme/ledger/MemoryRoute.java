package com.acme.ledger;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import leakbot.MemoryEndpoint;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** As manifest/jvm says for Spring Boot. */
@RestController
class MemoryRoute {
    private final MemoryEndpoint endpoint = new MemoryEndpoint(Map.of("histogram", "on", "every", "5"));

    @GetMapping("/debug/**")
    ResponseEntity<byte[]> memory(HttpServletRequest request) {
        MemoryEndpoint.Answer answer = endpoint.answer(request.getRequestURI(), request.getQueryString());
        return ResponseEntity.status(answer.status).header("Content-Type", answer.type).body(answer.body);
    }
}

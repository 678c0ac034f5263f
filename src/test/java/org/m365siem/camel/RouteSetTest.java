package org.m365siem.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteSetTest {
    @TempDir
    private Path root;

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectory(root.resolve("routes"));
        Files.createDirectory(root.resolve("kamelets"));
    }

    @Test
    void reads_only_what_is_a_route_or_a_kamelet() throws IOException {
        Files.writeString(root.resolve("routes/a.camel.yaml"), "a");
        Files.writeString(root.resolve("routes/a.camel.yaml~"), "backup");
        Files.writeString(root.resolve("routes/.a.camel.yaml.swp"), "editor");
        Files.writeString(root.resolve("kamelets/README.md"), "text");
        assertThat(RouteSet.readEditable(root).files()).containsOnlyKeys("routes/a.camel.yaml");
    }

    /** Kubernetes mounts a ConfigMap as links into ..data, which is itself a link that is swapped in one step. */
    @Test
    void sees_the_swap_of_a_mounted_config_map() throws IOException {
        Path routes = root.resolve("routes");
        Path first = Files.createDirectory(routes.resolve("..2026_11_24_1"));
        Files.writeString(first.resolve("a.camel.yaml"), "old");
        Files.createSymbolicLink(routes.resolve("..data"), first.getFileName());
        Files.createSymbolicLink(routes.resolve("a.camel.yaml"), Path.of("..data/a.camel.yaml"));
        assertThat(RouteSet.readEditable(root).get("routes/a.camel.yaml").content())
                .isEqualTo("old");

        Path second = Files.createDirectory(routes.resolve("..2026_11_24_2"));
        Files.writeString(second.resolve("a.camel.yaml"), "new");
        Path swap = Files.createSymbolicLink(routes.resolve("..data_tmp"), second.getFileName());
        Files.move(swap, routes.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(RouteSet.readEditable(root).get("routes/a.camel.yaml").content())
                .isEqualTo("new");
        assertThat(RouteSet.readEditable(root).files()).containsOnlyKeys("routes/a.camel.yaml");
    }

    @Test
    void a_folder_that_is_gone_is_an_error_and_not_an_empty_set() throws IOException {
        Files.delete(root.resolve("kamelets"));
        assertThatThrownBy(() -> RouteSet.readEditable(root)).hasMessageContaining("kamelets");
        assertThat(RouteSet.isEditable(root)).isFalse();
    }

    @Test
    void a_file_that_is_no_text_is_named() throws IOException {
        Files.write(root.resolve("routes/a.camel.yaml"), new byte[] {(byte) 0xC3, (byte) 0x28});
        assertThatThrownBy(() -> RouteSet.readEditable(root))
                .isInstanceOf(RouteRefusedException.class)
                .hasMessageContaining("routes/a.camel.yaml")
                .hasMessageContaining("UTF-8");
    }

    @Test
    void without_folders_those_of_the_jar_are_used() throws IOException {
        Files.delete(root.resolve("routes"));
        Files.delete(root.resolve("kamelets"));
        assertThat(RouteSet.read(root).files())
                .containsKeys("routes/platform.camel.yaml", "kamelets/splunk-hec-batch-sink.kamelet.yaml");
    }
}

package org.m365siem.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder as an operator has it: copies of the repository's routes/, kamelets/ and config/, edited as a person edits. */
record Folder(Path path) {
    private static final List<String> SHIPPED = List.of("routes", "kamelets", "config");

    /** Copies what is shipped. */
    static Folder copiedTo(Path path) {
        SHIPPED.forEach(name -> copyAll(Path.of(name), path.resolve(name)));
        return new Folder(path);
    }

    private static void copyAll(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Appends settings to config/application.properties. */
    Folder set(Map<String, String> settings) {
        String lines = settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                .collect(Collectors.joining("", "\n", ""));
        return edit("config/application.properties", text -> text + lines);
    }

    String read(String name) {
        try {
            return Files.readString(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file in place. */
    Folder write(String name, String text) {
        try {
            Files.createDirectories(path.resolve(name).getParent());
            Files.writeString(path.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes a file in place; a change that changes nothing is a mistake of the test. */
    Folder edit(String name, UnaryOperator<String> change) {
        String before = read(name);
        String after = change.apply(before);
        if (after.equals(before)) {
            throw new IllegalArgumentException(name + " is as it was");
        }
        return write(name, after);
    }

    void move(String from, String to) {
        try {
            Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean has(String name) {
        return Files.exists(path.resolve(name));
    }
}

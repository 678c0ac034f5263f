package org.m365siem.camel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * All route and kamelet files at one moment. Kubernetes mounts them as links into a folder that it swaps as a whole; files
 * are read through the links, so a swap is seen like any other edit.
 */
public record RouteSet(Map<String, RouteFile> files) {
    static final String ROUTE_SUFFIX = ".camel.yaml";
    static final String KAMELET_SUFFIX = ".kamelet.yaml";

    public RouteSet {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    /** The files of {@code routes/} and {@code kamelets/} below a folder; where a folder is missing, those in the jar. */
    public static RouteSet read(Path root) {
        Map<String, RouteFile> files = new TreeMap<>();
        for (String folder : List.of("routes", "kamelets")) {
            String suffix = folder.equals("routes") ? ROUTE_SUFFIX : KAMELET_SUFFIX;
            if (Files.isDirectory(root.resolve(folder))) {
                readFolder(root, folder, suffix, files);
            } else {
                readBuiltIn(folder, suffix, files);
            }
        }
        return new RouteSet(files);
    }

    /** True when both folders are there, so that there is something to edit. */
    public static boolean isEditable(Path root) {
        return Files.isDirectory(root.resolve("routes")) && Files.isDirectory(root.resolve("kamelets"));
    }

    /** As {@link #read(Path)}, for a program that runs from these folders: a folder that is gone is an error. */
    public static RouteSet readEditable(Path root) {
        Map<String, RouteFile> files = new TreeMap<>();
        readFolder(root, "routes", ROUTE_SUFFIX, files);
        readFolder(root, "kamelets", KAMELET_SUFFIX, files);
        return new RouteSet(files);
    }

    private static void readFolder(Path root, String folder, String suffix, Map<String, RouteFile> into) {
        Path directory = root.resolve(folder);
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory, "*" + suffix)) {
            for (Path path : paths) {
                String name = folder + "/" + path.getFileName();
                try {
                    into.put(name, new RouteFile(name, Files.readString(path, StandardCharsets.UTF_8)));
                } catch (NoSuchFileException gone) {
                    // deleted or swapped between listing and reading: the next look sees it
                } catch (CharacterCodingException notText) {
                    throw new RouteRefusedException(new RouteProblem(name, 0, "the file is not UTF-8 text"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the folder " + folder + "/ (" + e + ")", e);
        }
    }

    private static void readBuiltIn(String folder, String suffix, Map<String, RouteFile> into) {
        try {
            for (Resource resource :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:" + folder + "/*" + suffix)) {
                String name = folder + "/" + resource.getFilename();
                into.put(name, new RouteFile(name, resource.getContentAsString(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the built-in " + folder, e);
        }
    }

    RouteFile get(String path) {
        return files.get(path);
    }

    Collection<RouteFile> all() {
        return files.values();
    }

    List<RouteFile> kamelets() {
        return files.values().stream().filter(RouteFile::isKamelet).toList();
    }

    /** The platform's file first: the beans in it are what others refer to. */
    List<RouteFile> routes() {
        return files.values().stream()
                .filter(file -> !file.isKamelet())
                .sorted(Comparator.comparing((RouteFile file) -> !file.isPlatform()))
                .toList();
    }

    /** The same set without one file. */
    RouteSet without(String path) {
        Map<String, RouteFile> rest = new TreeMap<>(files);
        rest.remove(path);
        return new RouteSet(rest);
    }
}

import io.trino.plugin.hive.HiveConnectorFactory;
import io.trino.server.testing.TestingTrinoServer;
import io.trino.spi.Plugin;
import io.trino.spi.connector.ConnectorFactory;
import io.trino.spi.type.TimeZoneKey;
import io.trino.testing.StandaloneQueryRunner;
import io.trino.testing.TestingSession;
import java.io.PrintStream;
import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * One Trino server in this process with one Hive catalog: its name and the file of its properties are the arguments.
 * Prints the address of its statement protocol, and ends when its standard input does.
 */
public final class Launcher {
    /** The part of Trino's Hive plugin that every version has in its library: the connector itself. */
    private static final class Hive implements Plugin {
        @Override
        public Iterable<ConnectorFactory> getConnectorFactories() {
            return List.of(new HiveConnectorFactory());
        }
    }

    public static void main(String[] arguments) throws Exception {
        // Trino's logging takes over the other.
        PrintStream output = System.out;
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of(arguments[1]))) {
            properties.load(file);
        }
        Map<String, String> settings = new HashMap<>();
        properties.forEach((name, value) -> settings.put((String) name, (String) value));
        StandaloneQueryRunner trino = new StandaloneQueryRunner(
            TestingSession.testSessionBuilder().setTimeZoneKey(TimeZoneKey.UTC_KEY).build());
        trino.installPlugin(new Hive());
        trino.createCatalog(arguments[0], "hive", settings);
        output.println("ready " + serverOf(trino).getBaseUrl());
        while (System.in.read() != -1) {}
        // Not the orderly end, which waits for queries: whoever started this is gone.
        Runtime.getRuntime().halt(0);
    }

    /** getServer() until it became getCoordinator(). */
    private static TestingTrinoServer serverOf(StandaloneQueryRunner trino) throws ReflectiveOperationException {
        for (Method method : StandaloneQueryRunner.class.getMethods()) {
            if (method.getParameterCount() == 0 && method.getReturnType() == TestingTrinoServer.class) {
                return (TestingTrinoServer) method.invoke(trino);
            }
        }
        throw new NoSuchMethodException("the server of a StandaloneQueryRunner");
    }
}

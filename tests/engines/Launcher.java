import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trino.plugin.hive.HiveConnectorFactory;
import io.trino.spi.Plugin;
import io.trino.spi.connector.ConnectorFactory;
import io.trino.spi.type.TimeZoneKey;
import io.trino.testing.StandaloneQueryRunner;
import io.trino.testing.TestingSession;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * One Trino server in this process, whose Hive connector is as it comes. Prints the address of its statement protocol
 * and the address that adds catalogs, POST /name with its properties as the body; ends when its standard input does.
 */
public final class Launcher {
    /** The part of Trino's Hive plugin that is in its library in every version: the connector itself. */
    private static final class Hive implements Plugin {
        @Override
        public Iterable<ConnectorFactory> getConnectorFactories() {
            return List.of(new HiveConnectorFactory());
        }
    }

    public static void main(String[] arguments) throws Exception {
        StandaloneQueryRunner trino = new StandaloneQueryRunner(
            TestingSession.testSessionBuilder().setTimeZoneKey(TimeZoneKey.UTC_KEY).build());
        trino.installPlugin(new Hive());
        HttpServer catalogs = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        catalogs.createContext("/", exchange -> answer(exchange, trino));
        catalogs.start();
        System.out.println("ready " + trino.getServer().getBaseUrl() + " http://127.0.0.1:" + catalogs.getAddress().getPort());
        while (System.in.read() != -1) {}
        // Without the orderly end, which waits for queries: whoever started this is gone.
        Runtime.getRuntime().halt(0);
    }

    private static void answer(HttpExchange exchange, StandaloneQueryRunner trino) throws IOException {
        int status = 204;
        byte[] body = new byte[0];
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Map<String, String> settings = new HashMap<>();
            properties.forEach((name, value) -> settings.put((String) name, (String) value));
            trino.createCatalog(exchange.getRequestURI().getPath().substring(1), "hive", settings);
        } catch (Exception failure) {
            status = 400;
            body = String.valueOf(failure.getMessage()).getBytes(StandardCharsets.UTF_8);
        }
        exchange.sendResponseHeaders(status, status == 204 ? -1 : body.length);
        if (status != 204) exchange.getResponseBody().write(body);
        exchange.close();
    }
}

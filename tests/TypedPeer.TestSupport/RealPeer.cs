namespace TypedPeer.TestSupport;

/// <summary>A program from outside that tests talk to: where it is, and how to get it.</summary>
public sealed record RealPeer(string Name, string? Path, string HowToInstall)
{
    public bool IsInstalled => Path is not null;

    /// <summary>Finds a peer by the name tests use.</summary>
    /// <exception cref="ArgumentException">No such peer is known.</exception>
    public static RealPeer Get(string name) => name switch
    {
        "chromium" => new(name, FindProgram("chromium", "chromium-browser", "google-chrome"), "Debian and Ubuntu: sudo apt-get install chromium"),
        "firefox" => new(name, FindProgram("firefox-esr", "firefox"), "Debian: sudo apt-get install firefox-esr"),
        "openssl" => new(name, FindProgram("openssl"), "Debian and Ubuntu: sudo apt-get install openssl"),
        "node-datachannel" => FindNodeModule(name, "node-datachannel"),
        "wrtc" => FindNodeModule(name, "@roamhq/wrtc"),
        "peerjs" => FindNodeModule(name, "peerjs"),
        "peer" => FindNodeModule(name, "peer"),
        "birpc" => FindNodeModule(name, "birpc"),
        "capnweb" => FindNodeModule(name, "capnweb"),
        "typedpeer-js" => FindPackage(name),
        "redis" => new(name, FindProgram("redis-server"), "Debian and Ubuntu: sudo apt-get install redis-server"),
        "coturn" => new(name, FindProgram("turnserver"), "Debian and Ubuntu: sudo apt-get install coturn"),
        "namespaces" => new(name, Environment.IsPrivilegedProcess && FindProgram("ip") is not null ? FindProgram("nft") : null, "Linux, root, and on Debian and Ubuntu: sudo apt-get install iproute2 nftables"),
        "npm" => new(name, FindProgram("npm"), "Debian and Ubuntu: sudo apt-get install nodejs npm"),
        "typescript" => FindTypeScript(name),
        "werift" => FindNodeModule(name, "werift"),
        _ => throw new ArgumentException($"No peer is called '{name}'.", nameof(name)),
    };

    private static RealPeer FindNodeModule(string name, string package)
    {
        var root = RepositoryRoot.Path;
        var module = System.IO.Path.Combine(root, "tests", "peers", "node_modules", package.Replace('/', System.IO.Path.DirectorySeparatorChar));
        var found = FindProgram("node") is not null && Directory.Exists(module);
        return new(name, found ? module : null, "With node 20 or later: npm ci --prefix tests/peers");
    }

    /// <summary>What compiles the package in src/typedpeer-js.</summary>
    private static RealPeer FindTypeScript(string name)
    {
        var compiler = System.IO.Path.Combine(RepositoryRoot.Path, "src", "typedpeer-js", "node_modules", "typescript", "bin", "tsc");
        return new(name, FindProgram("node") is not null && File.Exists(compiler) ? compiler : null, "With node 20 or later: npm ci --prefix src/typedpeer-js");
    }

    // Our own package for JavaScript, whose compiler npm installs.
    private static RealPeer FindPackage(string name)
    {
        var compiler = System.IO.Path.Combine(RepositoryRoot.Path, "src", "typedpeer-js", "node_modules", "typescript");
        return new(name, FindProgram("node") is not null && Directory.Exists(compiler) ? compiler : null, "With node 20 or later: npm ci --prefix src/typedpeer-js");
    }

    private static string? FindProgram(params string[] names) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(_ => names, System.IO.Path.Combine)
            .FirstOrDefault(File.Exists);
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;

namespace TypedPeer.Server;

/// <summary>
/// The flags: PeerServer's, spelt as there, then our own. Each may also be spelt with hyphens. What is secret may come from the environment or a file, since everybody on the machine can read command lines.
/// </summary>
internal sealed class ServerOptions
{
    private readonly Option<int> _port = new("--port", "-p")
    {
        HelpName = "port",
        Description = "Port to listen on; 0 for a free one (also: environment variable PORT)",
        DefaultValueFactory = static _ => int.TryParse(Environment.GetEnvironmentVariable("PORT"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 9000,
    };

    private readonly Option<string?> _host = new("--host", "-H") { HelpName = "address", Description = "Address to listen on [default: every address]" };
    private readonly Option<string> _path = new("--path") { HelpName = "path", Description = "Path of the server", DefaultValueFactory = static _ => "/" };
    private readonly Option<string> _key = new("--key", "-k") { HelpName = "key", Description = "Key that clients name", DefaultValueFactory = static _ => "peerjs" };
    private readonly Option<int> _expire = new("--expire_timeout", "-t") { HelpName = "ms", Description = "For how long messages wait for an absent peer, in ms", DefaultValueFactory = static _ => 5_000 };
    private readonly Option<int> _alive = new("--alive_timeout") { HelpName = "ms", Description = "For how long a client may be silent, in ms", DefaultValueFactory = static _ => 90_000 };
    private readonly Option<int> _concurrent = new("--concurrent_limit", "-c") { HelpName = "clients", Description = "How many clients may be connected", DefaultValueFactory = static _ => 5_000 };
    private readonly Option<bool> _discovery = new("--allow_discovery") { Description = "Tell everybody who asks the ids of all clients" };
    private readonly Option<bool> _proxied = new("--proxied") { Description = "The server stands behind a reverse proxy: take X-Forwarded-* from it" };
    private readonly Option<string[]> _cors = new("--cors") { HelpName = "origin", Description = "Origins of pages that may use the server [default: any]", AllowMultipleArgumentsPerToken = true };
    private readonly Option<FileInfo?> _certificate = new("--sslcert") { HelpName = "file", Description = "PEM file with the TLS certificate and its chain" };
    private readonly Option<FileInfo?> _certificateKey = new("--sslkey") { HelpName = "file", Description = "PEM file with the TLS key" };

    private readonly Option<int?> _stun = new("--stun")
    {
        HelpName = "port",
        Description = "Answer STUN, on this UDP port [default port: 3478]",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = static result => result.Tokens is [var token]
            ? int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : Refuse(result, token.Value)
            : 3478,
    };

    private readonly Option<string?> _stunHost = new("--stun_host") { HelpName = "host", Description = "Host that clients are told for STUN [default: the one they came by]" };
    private readonly Option<string[]> _ice = new("--ice") { HelpName = "url", Description = "A STUN or TURN server of others that clients are told: stun:HOST:PORT, turn:HOST:PORT?transport=udp; may be repeated" };
    private readonly Option<string?> _turnSecret = new("--turn_secret") { HelpName = "secret", Description = "Secret shared with the TURN servers, coturn's static-auth-secret (also: TYPEDPEER_TURN_SECRET)" };
    private readonly Option<FileInfo?> _turnSecretFile = new("--turn_secret_file") { HelpName = "file", Description = "File with that secret" };
    private readonly Option<int> _turnLifetime = new("--turn_lifetime") { HelpName = "s", Description = "For how long TURN credentials are valid, in seconds", DefaultValueFactory = static _ => 86_400 };
    private readonly Option<string?> _redis = new("--redis") { HelpName = "host:port", Description = "Redis that makes several servers one: HOST:PORT[,password=...] (also: TYPEDPEER_REDIS)" };
    private readonly Option<FileInfo?> _tokens = new("--tokens") { HelpName = "file", Description = "File that says who may be whom: a line \"TOKEN ID\" each, \"*\" at the end of ID for any rest; read again when it changes" };
    private readonly Option<string?> _tokenSecret = new("--token_secret") { HelpName = "secret", Description = "Secret of signed tokens, as \"typedpeer-server token\" makes them (also: TYPEDPEER_TOKEN_SECRET)" };
    private readonly Option<FileInfo?> _tokenSecretFile = new("--token_secret_file") { HelpName = "file", Description = "File with that secret" };
    private readonly Option<int> _roomLimit = new("--room_limit") { HelpName = "clients", Description = "How many clients may be in a room", DefaultValueFactory = static _ => 1_000 };
    private readonly Option<int> _roomsPerClient = new("--rooms_per_client") { HelpName = "rooms", Description = "In how many rooms a client may be", DefaultValueFactory = static _ => 32 };
    private readonly Option<LogFormat> _log = new("--log") { HelpName = "format", Description = "Format of the log, which goes to the standard error stream: text or json", DefaultValueFactory = static _ => LogFormat.Text };
    private readonly Option<LogLevel> _logLevel = new("--log_level") { HelpName = "level", Description = "The least that is logged: trace, debug, information, warning, error, critical, none", DefaultValueFactory = static _ => LogLevel.Information };

    /// <summary>Adds the flags, with their other spelling and what is checked of them.</summary>
    public void AddTo(Command command)
    {
        Option[] all =
        [
            _port, _host, _path, _key, _expire, _alive, _concurrent, _discovery, _proxied, _cors, _certificate, _certificateKey,
            _stun, _stunHost, _ice, _turnSecret, _turnSecretFile, _turnLifetime, _redis, _tokens, _tokenSecret, _tokenSecretFile, _roomLimit, _roomsPerClient, _log, _logLevel,
        ];
        foreach (var option in all)
        {
            if (option.Name.Contains('_', StringComparison.Ordinal))
            {
                option.Aliases.Add(option.Name.Replace('_', '-'));
            }

            command.Options.Add(option);
        }

        InRange(_port, 0, IPEndPoint.MaxPort);
        InRange(_expire, 0, 600_000);
        InRange(_alive, 1_000, 86_400_000);
        InRange(_concurrent, 1, int.MaxValue);
        InRange(_turnLifetime, 60, 31_536_000);
        InRange(_roomLimit, 1, 1_000_000);
        InRange(_roomsPerClient, 1, 65_536);
        foreach (var file in (Option<FileInfo?>[])[_certificate, _certificateKey, _turnSecretFile, _tokens, _tokenSecretFile])
        {
            file.Validators.Add(static result =>
            {
                if (result.Tokens is [var token] && !File.Exists(token.Value))
                {
                    result.AddError($"{result.Option.Name}: there is no file '{token.Value}'.");
                }
            });
        }

        _host.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !IPAddress.TryParse(token.Value, out _))
            {
                result.AddError($"{result.Option.Name}: '{token.Value}' is not an IP address.");
            }
        });
        command.Validators.Add(Check);
    }

    /// <summary>The settings; asked only where the command line has no error.</summary>
    public ServerSettings Read(ParseResult result) => new()
    {
        Host = result.GetValue(_host) is { } host ? IPAddress.Parse(host) : null,
        Port = result.GetValue(_port),
        Key = result.GetRequiredValue(_key),
        Path = $"/{result.GetRequiredValue(_path).Trim('/')}",
        ExpireTimeout = TimeSpan.FromMilliseconds(result.GetValue(_expire)),
        AliveTimeout = TimeSpan.FromMilliseconds(result.GetValue(_alive)),
        ConcurrentLimit = result.GetValue(_concurrent),
        AllowDiscovery = result.GetValue(_discovery),
        Proxied = result.GetValue(_proxied),
        Origins = result.GetValue(_cors) ?? [],
        Certificate = result.GetValue(_certificate),
        CertificateKey = result.GetValue(_certificateKey),
        StunPort = result.GetResult(_stun) is null ? null : result.GetValue(_stun),
        StunHost = result.GetValue(_stunHost),
        IceUrls = result.GetValue(_ice) ?? [],
        TurnSecret = Secret(result.GetValue(_turnSecret), result.GetValue(_turnSecretFile), "TYPEDPEER_TURN_SECRET"),
        TurnLifetime = TimeSpan.FromSeconds(result.GetValue(_turnLifetime)),
        Redis = result.GetValue(_redis) ?? FromEnvironment("TYPEDPEER_REDIS"),
        Tokens = result.GetValue(_tokens),
        TokenSecret = Secret(result.GetValue(_tokenSecret), result.GetValue(_tokenSecretFile), "TYPEDPEER_TOKEN_SECRET"),
        RoomLimit = result.GetValue(_roomLimit),
        RoomsPerClient = result.GetValue(_roomsPerClient),
        Log = result.GetValue(_log),
        LogLevel = result.GetValue(_logLevel),
    };

    /// <summary>The secret of tokens, for the command that makes them.</summary>
    public static string? Secret(string? given, FileInfo? file, string variable) =>
        given ?? (file is null ? FromEnvironment(variable) : File.ReadAllText(file.FullName).TrimEnd('\r', '\n'));

    private static string? FromEnvironment(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static int? Refuse(ArgumentResult result, string value)
    {
        result.AddError($"--stun: '{value}' is not a port.");
        return null;
    }

    private static void InRange(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && (value < least || value > most))
        {
            result.AddError($"{option.Name}: {value} is not from {least} to {most}.");
        }
    });

    private void Check(CommandResult result)
    {
        if (result.GetResult(_certificate) is null != result.GetResult(_certificateKey) is null)
        {
            result.AddError("TLS needs both --sslcert and --sslkey.");
        }

        if (result.GetResult(_tokens) is not null && (result.GetResult(_tokenSecret) is not null || result.GetResult(_tokenSecretFile) is not null))
        {
            result.AddError("--tokens and --token_secret both say who may be whom; give one of them.");
        }
    }
}

using Microsoft.Extensions.Options;

namespace TypedPeer.Signaling.Server.Ice;

/// <summary>Finds at the start what clients would otherwise fail at later, each by itself.</summary>
internal sealed class IceServerOptionsValidator : IValidateOptions<IceServerOptions>
{
    public ValidateOptionsResult Validate(string? name, IceServerOptions options)
    {
        var failures = new List<string>();
        failures.AddRange(options.StunUrls.Where(static url => !IsUrl(url, "stun:", "stuns:"))
            .Select(static url => $"'{url}' is not the address of a STUN server such as 'stun:stun.example.org:3478'."));
        failures.AddRange(options.TurnUrls.Where(static url => !IsUrl(url, "turn:", "turns:"))
            .Select(static url => $"'{url}' is not the address of a TURN server such as 'turn:turn.example.org:3478'."));
        if (options.TurnUrls.Count > 0 && string.IsNullOrEmpty(options.TurnSecret))
        {
            failures.Add($"A TURN server needs {nameof(IceServerOptions.TurnSecret)}, the secret that it shares with this server: without credentials it refuses everybody.");
        }

        if (options.TurnUrls.Count == 0 && !string.IsNullOrEmpty(options.TurnSecret))
        {
            failures.Add($"{nameof(IceServerOptions.TurnSecret)} is set, and {nameof(IceServerOptions.TurnUrls)} names no server that it is for.");
        }

        // Below a minute a client would ask for the next before it has used the first.
        if (options.TurnLifetime < TimeSpan.FromMinutes(1))
        {
            failures.Add($"{nameof(IceServerOptions.TurnLifetime)} is at least a minute.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsUrl(string? url, params ReadOnlySpan<string> schemes)
    {
        foreach (var scheme in schemes)
        {
            if (url is not null && url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && url.Length > scheme.Length
                && url[scheme.Length] != '/' && !url.AsSpan().ContainsAnyExceptInRange('!', '~'))
            {
                return true;
            }
        }

        return false;
    }
}

using System.Runtime.CompilerServices;
using Xunit;

namespace TypedPeer.TestSupport;

/// <summary>
/// A test that talks to a program which a user may not have. Where the program is missing the test is a skip that says how to
/// install it; in CI (environment variable <c>TYPEDPEER_REQUIRE_PEERS=1</c>) it runs, and fails, instead.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresPeerAttribute : FactAttribute
{
    public RequiresPeerAttribute(string peer, string? another = null, [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Peer = peer;
        Another = another;
        foreach (var name in another is null ? [peer] : new[] { peer, another })
        {
            var found = RealPeer.Get(name);
            if (!found.IsInstalled && Environment.GetEnvironmentVariable("TYPEDPEER_REQUIRE_PEERS") != "1")
            {
                Skip = $"{name} is not installed. {found.HowToInstall}";
            }
        }
    }

    public string Peer { get; }

    public string? Another { get; }
}

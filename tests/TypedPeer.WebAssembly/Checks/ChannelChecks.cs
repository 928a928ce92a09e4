using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using TypedPeer.Channels;
using TypedPeer.Testing;
using Xunit;

namespace TypedPeer.WebAssembly.Checks;

/// <summary>The suite that every transport passes, run by hand, since a page has no runner of tests.</summary>
internal static class ChannelChecks
{
    public static IEnumerable<Func<Task>> All => Facts(typeof(BrowserChannels)).Select(static fact => fact.CreateDelegate<Func<Task>>(new BrowserChannels()));

    private static IEnumerable<MethodInfo> Facts([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type type) =>
        type.GetMethods().Where(static method => method.GetCustomAttribute<FactAttribute>() is not null);

    private sealed class BrowserChannels : PeerChannelConformance
    {
        protected override bool HasThreads => false;

        private readonly List<PagePair> _pairs = [];

        protected override Func<IPeerChannel, Task> BreakAsync => channel =>
        {
            _pairs.Find(pair => pair.First == channel)!.Break();
            return Task.CompletedTask;
        };

        protected override Task<(IPeerChannel First, IPeerChannel Second)> CreatePairAsync()
        {
            var pair = PagePair.Join();
            _pairs.Add(pair);
            return Task.FromResult<(IPeerChannel First, IPeerChannel Second)>((pair.First, pair.Second));
        }
    }
}

using System.Text.RegularExpressions;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Awaiting;
using TypedPeer.TestSupport;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Application;

/// <summary>What keeps the session able to run where there is one thread, and on Mono. The page itself is tested in TypedPeer.WebAssembly.Tests.</summary>
public partial class PlatformTests
{
    [Fact]
    public void What_is_found_for_Mono_is_the_description_of_the_contract()
    {
        Assert.Same(PeerContractDescriptor.Of<ITestContract>(), ContractDescriptors.Find<ITestContract>());
        Assert.Same(PeerContractDescriptor.Of<IHealth>(), ContractDescriptors.Find<IHealth>());
        Assert.Same(PeerContractDescriptor.Of<IManualContract>(), ContractDescriptors.Find<IManualContract>());
        Assert.Same(PeerContractDescriptor.Of<IOrders>(), ContractDescriptors.Find<IOrders>());
        Assert.Same(PeerContractDescriptor.Of<IRushOrders>(), ContractDescriptors.Find<IRushOrders>());
    }

    [Fact]
    public void A_contract_that_describes_itself_elsewhere_is_named()
    {
        var error = Assert.Throws<InvalidOperationException>(ContractDescriptors.Find<IElsewhere>);
        Assert.Contains(nameof(IElsewhere), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_one_place_asks_a_type_argument_for_its_description()
    {
        var places = Sources().Where(source => DescriptorOfArgument().IsMatch(source.Text)).Select(static source => source.Name);
        Assert.Equal(["ContractDescriptors.cs"], places);
    }

    [Fact]
    public void Nothing_starts_threads_or_waits_but_where_a_platform_with_one_thread_was_thought_of()
    {
        // What is complete has a result to take; the rest asks SingleThread first, or waits for what a running thread ends in a moment.
        string[] known =
        [
            "EmptyContext.cs", "PeerBlockPipe.cs", "PeerBlockStream.cs", "PeerIncomingCall.cs", "PendingResult.cs", "SessionDriver.cs", "StreamWriter.cs", "ValueTaskSourceCore.cs",
        ];
        var places = Sources().Where(source => Waiting().IsMatch(source.Text)).Select(static source => source.Name).Order(StringComparer.Ordinal);
        Assert.Equal(known, places);
    }

    [Fact]
    public void Handlers_start_with_nothing_of_what_flows_where_a_session_starts()
    {
        var carried = new AsyncLocal<string?> { Value = "the application's" };
        string? seen = "nothing ran";
        ExecutionContext.Run(EmptyContext.Value, _ => seen = carried.Value, null);
        Assert.Null(seen);
        using (ExecutionContext.SuppressFlow())
        {
            Assert.Same(EmptyContext.Value, EmptyContext.Value);
        }

        Assert.Equal("the application's", carried.Value);
    }

    private static IEnumerable<(string Name, string Text)> Sources() =>
        Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src", "TypedPeer"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(static file => (Path.GetFileName(file), Comment().Replace(File.ReadAllText(file), string.Empty)));

    [GeneratedRegex(@"\bT([A-Z]\w*)?\.Descriptor\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex DescriptorOfArgument();

    [GeneratedRegex(@"\bnew Thread\b|\.Wait(One|All|Any)?\(|\.Join\(\)|GetAwaiter\(\)\.GetResult\(|\bSpinWait\b|\bLongRunning\b|\bSemaphoreSlim\b|\bManualResetEvent", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Waiting();

    [GeneratedRegex("//[^\n]*", RegexOptions.None, 10_000)]
    private static partial Regex Comment();

    /// <summary>Takes its description from another interface, which no generated contract does.</summary>
    private interface IElsewhere : IDescribing;

    private interface IDescribing : IPeerContract<IElsewhere>
    {
        static PeerContractDescriptor<IElsewhere> IPeerContract<IElsewhere>.Descriptor => throw new NotSupportedException();
    }
}

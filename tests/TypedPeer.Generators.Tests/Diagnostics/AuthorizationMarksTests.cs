using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Diagnostics;

public class AuthorizationMarksTests
{
    private const string AspNetCore = "namespace Microsoft.AspNetCore.Authorization { public interface IAuthorizeData; public interface IAllowAnonymous; "
        + "public class AuthorizeAttribute : Attribute, IAuthorizeData; public class AllowAnonymousAttribute : Attribute, IAllowAnonymous; }";

    [Theory]
    [InlineData("TP0036", "[Microsoft.AspNetCore.Authorization.Authorize] class S : IC { public Task M() => Task.CompletedTask; }", "[Authorize] on 'S'")]
    [InlineData("TP0036", "class S : IC { [Microsoft.AspNetCore.Authorization.AllowAnonymous] public Task M() => Task.CompletedTask; }", "[AllowAnonymous] on 'M'")]
    [InlineData("TP0036", "class S : IC { [Microsoft.AspNetCore.Authorization.Authorize] Task IC.M() => Task.CompletedTask; }", "since calls come by the contract 'IC'")]
    [InlineData("TP0036", "class OwnAttribute : Microsoft.AspNetCore.Authorization.AuthorizeAttribute; class S : IC { [Own] public Task M() => Task.CompletedTask; }", "[Own] on 'M'")]
    [InlineData("TP0036", "class S : IC { [PeerAuthorize] public Task M() => Task.CompletedTask; }", "[PeerAuthorize] on 'M'")]
    [InlineData("TP0037", "[PeerContract] partial interface ID { [PeerAuthorize, PeerAllowAnonymous] Task N(); }", "'N' asks for authorization and lets everyone call")]
    [InlineData("TP0037", "[PeerContract, PeerAuthorize, PeerAllowAnonymous] partial interface ID { Task N(); }", "'ID' asks for authorization and lets everyone call")]
    [InlineData("TP0037", "[PeerContract, PeerAllowAnonymous] partial interface ID { [PeerAuthorize] Task N(); }", "take [PeerAllowAnonymous] from 'ID'")]
    [InlineData("TP0037", "[PeerContract] partial interface ID { [PeerAuthorize] Task N() => Task.CompletedTask; }", "has a body and so stays local")]
    [InlineData("TP0038", "[PeerContract] partial interface ID { [Idempotent] Task N(System.IO.Stream s); }", "'N' takes a stream")]
    [InlineData("TP0038", "[PeerContract] partial interface ID { [Idempotent] Task N() => Task.CompletedTask; }", "has a body and so stays local")]
    public async Task A_mark_that_would_be_ignored_is_an_error_by_name(string id, string source, string message)
    {
        var found = Assert.Single(await Compiler.AnalyzeAsync("[PeerContract] public partial interface IC { Task M(); }", source, AspNetCore));
        Assert.Equal(id, found.Id);
        Assert.Contains(message, found.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attributes_of_classes_that_implement_no_contract_are_nobodys_business() =>
        Assert.Empty(await Compiler.AnalyzeAsync("[Microsoft.AspNetCore.Authorization.Authorize] class Page { [Microsoft.AspNetCore.Authorization.Authorize] public void Get() { } }", AspNetCore));

    [Fact]
    public void Who_may_call_and_whether_it_may_be_called_again_is_no_part_of_what_peers_compare()
    {
        const string Bare = "[PeerContract] public partial interface IC { Task M(); Task<int> N(int x); }";
        const string Marked = "[PeerContract, PeerAuthorize(\"p\")] public partial interface IC { [PeerAllowAnonymous] Task M(); [Idempotent, PeerAuthorize(Roles = \"r\")] Task<int> N(int x); }";
        var bare = Assert.Single(Compiler.Compile("Bare", [], Bare).Generated).Value;
        var marked = Assert.Single(Compiler.Compile("Marked", [], Marked).Generated).Value;
        Assert.NotEqual(bare, marked);
        Assert.Equal(Numbers(bare), Numbers(marked));
    }

    private static IEnumerable<string> Numbers(string code) => code.Split('\n').Where(static line => line.Contains("fingerprint:", StringComparison.Ordinal)
        || line.Contains("id:", StringComparison.Ordinal) || line.Contains("shape:", StringComparison.Ordinal));
}

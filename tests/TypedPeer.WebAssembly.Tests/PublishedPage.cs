using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using TypedPeer.Testing;
using TypedPeer.TestSupport;

namespace TypedPeer.WebAssembly.Tests;

/// <summary>A program of a page, published into a folder of its own.</summary>
internal sealed partial class PublishedPage : IDisposable
{
    /// <summary>The suite that every transport passes, which runs where nothing is trimmed.</summary>
    private const string Conformance = "ChannelChecks";

    private static readonly string Tests = Path.Combine(RepositoryRoot.Path, "tests");
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("typedpeer-page-");
    private readonly string _program;

    private PublishedPage(string program) => _program = Path.Combine(Tests, program);

    /// <summary>Gets the folder that is served.</summary>
    public string Folder => Path.Combine(_work.FullName, "wwwroot");

    /// <param name="program">The source that lists the checks, in the folder of its project, below the tests' folder.</param>
    /// <param name="trimmed">Whether what is not used is left out.</param>
    public static async Task<PublishedPage> PublishAsync(string program, bool trimmed)
    {
        var page = new PublishedPage(program);
        try
        {
            // In the configuration of the tests, which has been built already. Warnings of the trimmer are errors like any other.
            var configuration = typeof(PublishedPage).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
            await RunAsync("publish", Path.GetDirectoryName(page._program)!, "-c", configuration, "-m:1", "--disable-build-servers", "-nologo", $"-p:Untrimmed={!trimmed}", "-o", page._work.FullName);
            return page;
        }
        catch
        {
            page.Dispose();
            throw;
        }
    }

    public void Dispose() => _work.Delete(recursive: true);

    /// <summary>Returns the names of all checks that the program's sources list, in the order they run in.</summary>
    public List<string> CheckNames(bool trimmed)
    {
        var groups = Groups().Matches(File.ReadAllText(_program)).Where(group => !trimmed || group.Groups["name"].Value != Conformance);
        return [.. groups.SelectMany(static group => group.Groups["check"].Success
            ? [group.Groups["check"].Value]
            : NamesOf(group.Groups["name"].Value).Select(name => name + (group.Groups["where"].Success ? "_over_a_data_channel" : "")))];
    }

    /// <summary>Returns the names of the checks in one file.</summary>
    public static IEnumerable<string> NamesOf(string group) => group == Conformance
        ? typeof(PeerChannelConformance).GetMethods().Where(static method => method.GetCustomAttribute<FactAttribute>() is not null).Select(static method => method.Name)
        : Names().Matches(File.ReadAllText(Path.Combine(Tests, "TypedPeer.WebAssembly", "Checks", $"{group}.cs"))).Select(static match => match.Groups["name"].Value);

    private static async Task RunAsync(params string[] arguments)
    {
        using var dotnet = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        dotnet.Start();
        var output = dotnet.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = dotnet.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await dotnet.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(dotnet.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} failed:\n{await output}\n{await errors}");
    }

    [GeneratedRegex(@"RunAsync\(((new )?(?<name>\w+)(\(\w+\))?\.All(, (?<where>Where))?|\[(?<check>\w+)\])\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Groups();

    [GeneratedRegex(@"private (static )?(async )?Task (?<name>[A-Z][a-z]*_\w+)\(\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Names();
}

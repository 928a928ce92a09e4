using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using TypedPeer.TestSupport;

namespace TypedPeer.VirtualNetwork.Tests;

/// <summary>
/// Whole networks in virtual time need a process whose thread pool has one thread, which a host of tests would keep for itself. So they are a program, TypedPeer.Schedules.Tests, whose own tests run here.
/// </summary>
public partial class NetworkSchedulesTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Whole_networks_and_links_hold_whatever_is_drawn_to_happen_to_them()
    {
        var configuration = typeof(NetworkSchedulesTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var program = Path.Combine(RepositoryRoot.Path, "tests", "TypedPeer.Schedules.Tests", "bin", configuration, "net10.0", "TypedPeer.Schedules.Tests.dll");
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [program, "-noLogo", "-noColor"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.Start();
        try
        {
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            output.WriteLine(said);
            Assert.True(process.ExitCode == 0, said + await errors);
            Assert.InRange(int.Parse(Total().Match(said).Groups["count"].Value, CultureInfo.InvariantCulture), 10, int.MaxValue);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    [GeneratedRegex(@"Total: (?<count>\d+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Total();
}

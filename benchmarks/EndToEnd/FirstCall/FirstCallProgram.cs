using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TypedPeer.Benchmarks.EndToEnd.FirstCall;

/// <summary>One program of benchmarks/FirstCall, published in one form.</summary>
/// <param name="System">Whose calls it makes: the folder of the program.</param>
/// <param name="Form">How it is compiled: <c>jit</c>, <c>r2r</c> (ReadyToRun) or <c>aot</c> (NativeAOT).</param>
/// <param name="FreshCaller">The verb of a caller whose peer starts at the same time.</param>
/// <param name="FreshCallee">The verb of that peer.</param>
internal sealed record FirstCallProgram(string System, string Form, string FreshCaller, string FreshCallee)
{
    public string Name => $"{System.ToLowerInvariant()}-{Form}";

    public string Path => global::System.IO.Path.Combine(Folder, OperatingSystem.IsWindows() ? $"FirstCall.{System}.exe" : $"FirstCall.{System}");

    private string Folder => global::System.IO.Path.Combine(AppContext.BaseDirectory, "first-call", Name);

    /// <summary>Publishes it as a user would, without the runtime where that is possible; false with the reason on the console where it fails.</summary>
    public async Task<bool> PublishAsync()
    {
        var project = FindProject();
        if (project is null)
        {
            Console.WriteLine($"{Name}: not measured, benchmarks/FirstCall/{System} is not above {AppContext.BaseDirectory}");
            return false;
        }

        var start = new ProcessStartInfo(
            "dotnet",
            ["publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, $"-p:FirstCallForm={Form}", "-p:DebugType=none", "-o", Folder, "-m:1", "-v:q", "-nologo", "-nodeReuse:false"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            Console.WriteLine($"{Name}: not measured, it could not be published:\n{output}");
        }

        return process.ExitCode == 0;
    }

    private string? FindProject()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var project = global::System.IO.Path.Combine(folder.FullName, "benchmarks", "FirstCall", System);
            if (Directory.Exists(project))
            {
                return project;
            }
        }

        return null;
    }
}

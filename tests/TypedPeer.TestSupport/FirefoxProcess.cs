using System.Diagnostics;

namespace TypedPeer.TestSupport;

/// <summary>A headless Firefox with a profile of its own, at a page: no driver is needed, the page says by itself what it has to say.</summary>
public sealed class FirefoxProcess : IAsyncDisposable
{
    /// <summary>What keeps a fresh Firefox off the network and from asking questions.</summary>
    private const string Preferences = """
        user_pref("app.normandy.enabled", false);
        user_pref("browser.aboutwelcome.enabled", false);
        user_pref("browser.safebrowsing.malware.enabled", false);
        user_pref("browser.safebrowsing.phishing.enabled", false);
        user_pref("browser.search.update", false);
        user_pref("browser.shell.checkDefaultBrowser", false);
        user_pref("browser.startup.homepage_override.mstone", "ignore");
        user_pref("datareporting.policy.dataSubmissionEnabled", false);
        user_pref("extensions.update.enabled", false);
        user_pref("media.gmp-manager.updateEnabled", false);
        user_pref("network.captive-portal-service.enabled", false);
        user_pref("network.connectivity-service.enabled", false);
        user_pref("toolkit.telemetry.enabled", false);
        """;

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("typedpeer-firefox-");
    private readonly Process _process;

    private FirefoxProcess(Uri page)
    {
        File.WriteAllText(Path.Combine(_profile.FullName, "user.js"), Preferences);
        var start = new ProcessStartInfo(RealPeer.Get("firefox").Path ?? throw new FileNotFoundException("firefox-esr"))
        {
            ArgumentList = { "--headless", "--no-remote", "--profile", _profile.FullName, page.AbsoluteUri },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        Ended = WatchAsync();
    }

    /// <summary>Gets what is done when the browser is gone.</summary>
    public Task Ended { get; }

    /// <summary>Opens a page.</summary>
    public static FirefoxProcess Start(Uri page) => new(page);

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await Ended.WaitAsync(EndPatience);
        _process.Dispose();
        _profile.Delete(recursive: true);
    }

    /// <summary>All processes of the browser hold its output: at its end none of them writes to the profile any more.</summary>
    private async Task WatchAsync()
    {
        await Task.WhenAll(_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
        await _process.WaitForExitAsync();
    }
}

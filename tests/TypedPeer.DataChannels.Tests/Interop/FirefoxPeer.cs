using System.Diagnostics;
using TypedPeer.DataChannels.Tests.Interop.Pages;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop;

/// <summary>A page in headless Firefox, which reports by itself: no driver is needed.</summary>
internal sealed class FirefoxPeer : ForeignPeer
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
    private readonly PageSocket _page;
    private readonly Process _process;
    private readonly Task _ended;

    private FirefoxPeer()
    {
        File.WriteAllText(Path.Combine(_profile.FullName, "user.js"), Preferences);
        _page = PageSocket.Start(OnLine, () => OnEnded("The page is gone."));
        var start = new ProcessStartInfo(RealPeer.Get("firefox").Path ?? throw new FileNotFoundException("firefox-esr"))
        {
            ArgumentList = { "--headless", "--no-remote", "--profile", _profile.FullName, _page.Address.AbsoluteUri },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _ended = WatchAsync();
    }

    public static async Task<FirefoxPeer> StartAsync()
    {
        var peer = new FirefoxPeer();
        try
        {
            await peer.NextAsync("ready");
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _ended.WaitAsync(EndPatience);
        _process.Dispose();
        await _page.DisposeAsync();
        _profile.Delete(recursive: true);
    }

    protected override Task SendLineAsync(string line) => _page.SendAsync(line);

    /// <summary>All processes of the browser hold its output: at its end none of them writes to the profile any more.</summary>
    private async Task WatchAsync()
    {
        await Task.WhenAll(_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
        await _process.WaitForExitAsync();
        OnEnded("The browser's process ended.");
    }
}

using System.Diagnostics;
using System.Net;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Mdns;

namespace TypedPeer.DataChannels.Driver;

/// <summary>Looks for the names in the peer's candidates. The end of the connection ends every wait, and whatever fails is a name that was not found.</summary>
internal sealed class NameLookups(PeerDriver driver, Func<MdnsName, CancellationToken, Task<IPAddress?>> resolve)
{
    /// <summary>Begins with the names there are, in the background: sockets are not opened under the lock, which is held here.</summary>
    public void Begin(PeerConnectionCore core)
    {
        while (core.SignalingState != SignalingState.Closed && core.Names is { } names && names.TryTake(out var name))
        {
            var taken = name!;
            _ = Task.Run(() => FindAsync(taken));
        }
    }

    private async Task FindAsync(IceRemoteName name)
    {
        IPAddress? address = null;
        try
        {
            using var ended = new CancellationTokenSource();
            var resolving = resolve(name.Name, ended.Token);
            if (await Task.WhenAny(resolving, driver.Finished).ConfigureAwait(false) != resolving)
            {
                await ended.CancelAsync().ConfigureAwait(false);
            }

            address = await resolving.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The candidate is as good as none, which the peer is not to blame the application for.
            Trace.TraceWarning($"TypedPeer.DataChannels: the name {name.Name} in a candidate was not looked for. {exception}");
        }
        finally
        {
            // Also when a listener of the trace fails. One that is over may make room for the next.
            driver.Do(
                static (core, ended) =>
                {
                    core.EndName(ended.Name, ended.Address, ended.Now);
                    ended.Lookups.Begin(core);
                },
                now => (Name: name, Address: address, Now: now, Lookups: this));
        }
    }
}

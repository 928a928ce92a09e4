using TypedPeer.Transfers;

namespace TypedPeer.Samples.Chat.Room;

/// <summary>What one other member gets to call here; over all sessions with it, so that nothing counts twice.</summary>
internal sealed class Member : IMember
{
    /// <summary>A line is no book.</summary>
    private const int MaxText = 4096;

    private readonly string _peer;
    private readonly Action<string, string> _heard;
    private long _last;

    public Member(string peer, string folder, Action<string, string> heard, Action<string, FileOnItsWay> receiving)
    {
        (_peer, _heard) = (peer, heard);
        Files = new FileReceiver(Path.Combine(folder, FolderOf(peer)), new FileReceiverOptions
        {
            // The server sees to it that a name is one member's, also when its process begins anew.
            Owner = _ => peer,
            Accept = (request, _) =>
            {
                var file = new FileOnItsWay(request.Name);
                request.Progress = file;
                receiving(peer, file);
                return ValueTask.FromResult(TransferDecision.Accept);
            },
            Received = file =>
            {
                ((FileOnItsWay)file.Request.Progress!).Complete(file.Length, file.Sha256);
                return ValueTask.CompletedTask;
            },
        });
    }

    /// <summary>Gets who takes its files.</summary>
    public FileReceiver Files { get; }

    public ValueTask SayAsync(long number, string text, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, MaxText, nameof(text));
        if (number > _last)
        {
            _last = number;
            _heard(_peer, text);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>A name that is no folder's becomes one that is.</summary>
    private static string FolderOf(string peer) => peer.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? peer : Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(peer));
}

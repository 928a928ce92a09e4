using System.Text;

namespace TypedPeer.Signaling.Channels;

/// <summary>Somebody who waits until a message is accepted. Belongs to whoever has the lock of <see cref="OutgoingMessages"/>.</summary>
internal sealed class SendWaiter
{
    private readonly TaskCompletionSource _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string? _text;

    public SendWaiter(ReadOnlyMemory<byte> bytes, string? text)
    {
        (_bytes, _text) = (bytes, text);
        Length = text is null ? bytes.Length : Encoding.UTF8.GetByteCount(text);
        Node = new LinkedListNode<SendWaiter>(this);
    }

    /// <summary>Gets the length of the message in bytes.</summary>
    public int Length { get; }

    /// <summary>Gets its place among those who wait.</summary>
    public LinkedListNode<SendWaiter> Node { get; }

    public OutgoingMessage ToMessage(long now) => _text is null ? OutgoingMessage.Of(_bytes.Span, now) : OutgoingMessage.Of(_text, now);

    public void Accepted() => _accepted.TrySetResult();

    public void Fail(Exception exception) => _accepted.TrySetException(exception);

    public void Cancel() => _accepted.TrySetCanceled();

    /// <summary>Waits; a wait that is cancelled is given up first, so that a message which is accepted is never told as cancelled.</summary>
    public async Task WaitAsync(Action<SendWaiter> giveUp, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(
            static state =>
            {
                var (waiter, giveUp) = ((SendWaiter, Action<SendWaiter>))state!;
                giveUp(waiter);
            },
            (this, giveUp)).ConfigureAwait(false);
        try
        {
            await _accepted.Task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}

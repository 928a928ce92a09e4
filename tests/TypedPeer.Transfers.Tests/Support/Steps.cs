namespace TypedPeer.Transfers.Tests.Support;

/// <summary>Does something once when so many bytes are done.</summary>
internal sealed class Steps(params (long At, Action Do)[] steps) : IProgress<TransferProgress>
{
    private int _next;

    public List<TransferProgress> Reports { get; } = [];

    public void Report(TransferProgress value)
    {
        Reports.Add(value);
        while (_next < steps.Length && value.Bytes >= steps[_next].At)
        {
            steps[_next++].Do();
        }
    }
}

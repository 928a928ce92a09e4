using System.Collections;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Application;

/// <summary>What an application gives and goes on changing.</summary>
public class ChangingOptionsTests
{
    [Fact]
    public async Task Headers_that_change_while_they_are_read_are_sent_as_they_were_at_one_moment()
    {
        await using var pair = SessionPair.Create();
        var seen = new List<string>();
        pair.SecondService.OnEcho = (text, _) =>
        {
            seen.Add(string.Join(",", PeerCallContext.Current!.Headers.Select(h => h.Key)));
            return new(text);
        };
        var remote = pair.First.GetRemote<ITestContract>(new PeerCallOptions { Headers = new Growing() });
        Assert.Equal("x", await remote.EchoAsync("x", TestContext.Current.CancellationToken).Soon());
        Assert.Equal("x", await remote.EchoAsync("x", TestContext.Current.CancellationToken).Soon());
        Assert.Equal(["0,1", "0,1"], seen);
    }

    /// <summary>Has one header more each time it is asked, as a dictionary may that several threads use.</summary>
    private sealed class Growing : IReadOnlyDictionary<string, string>
    {
        private int _count = 1;

        public int Count => _count++;

        public IEnumerable<string> Keys => throw new NotSupportedException();

        public IEnumerable<string> Values => throw new NotSupportedException();

        public string this[string key] => throw new NotSupportedException();

        public bool ContainsKey(string key) => throw new NotSupportedException();

        public bool TryGetValue(string key, out string value) => throw new NotSupportedException();

        public IEnumerator<KeyValuePair<string, string>> GetEnumerator() =>
            Enumerable.Range(0, ++_count).Select(i => KeyValuePair.Create($"{i}", "v")).ToList().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

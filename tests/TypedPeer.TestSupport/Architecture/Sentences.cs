using Xunit;

namespace TypedPeer.TestSupport.Architecture;

/// <summary>What a plan has to say of the code.</summary>
public static class Sentences
{
    /// <summary>Fails with all of them, whole, where there are any.</summary>
    public static void None(IEnumerable<string> sentences)
    {
        var text = string.Join(Environment.NewLine, sentences);
        Assert.True(text.Length == 0, text);
    }
}

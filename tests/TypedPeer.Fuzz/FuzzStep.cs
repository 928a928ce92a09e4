using System.Buffers.Binary;

namespace TypedPeer.Fuzz;

/// <summary>One packet, message or text of an input, and what the target is to do with it.</summary>
/// <param name="Kind">A small number; what it means is the target's business.</param>
/// <param name="Bytes">What is handed over.</param>
internal sealed record FuzzStep(byte Kind, byte[] Bytes);

/// <summary>The form of an input in a file: for every step its kind, its length in two bytes, little-endian, and its bytes.</summary>
internal static class FuzzScript
{
    /// <summary>Bounds that keep one input cheap.</summary>
    public const int MaxSteps = 64;

    public const int MaxStepLength = 8192;

    private const int HeaderLength = 3;

    public static byte[] Format(IReadOnlyList<FuzzStep> steps)
    {
        var file = new byte[steps.Sum(step => HeaderLength + step.Bytes.Length)];
        var rest = file.AsSpan();
        foreach (var step in steps)
        {
            rest[0] = step.Kind;
            BinaryPrimitives.WriteUInt16LittleEndian(rest[1..], checked((ushort)step.Bytes.Length));
            step.Bytes.CopyTo(rest[HeaderLength..]);
            rest = rest[(HeaderLength + step.Bytes.Length)..];
        }

        return file;
    }

    /// <summary>Reads any file; what does not fit the form is cut off.</summary>
    public static List<FuzzStep> Parse(ReadOnlySpan<byte> file)
    {
        var steps = new List<FuzzStep>();
        while (file.Length >= HeaderLength && steps.Count < MaxSteps)
        {
            var length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(file[1..]), file.Length - HeaderLength);
            steps.Add(new FuzzStep(file[0], file.Slice(HeaderLength, Math.Min(length, MaxStepLength)).ToArray()));
            file = file[(HeaderLength + length)..];
        }

        return steps;
    }
}

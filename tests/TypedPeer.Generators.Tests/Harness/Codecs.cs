using System.Buffers;
using System.Reflection;
using System.Reflection.Emit;
using TypedPeer.CompilerServices;

namespace TypedPeer.Generators.Tests.Harness;

/// <summary>Runs the codec the generator chose for a method's only argument, without a session.</summary>
internal static class Codecs
{
    /// <summary>Returns the codec type that the generated arguments of a method are written with.</summary>
    public static Type Of(Type contract, string method)
    {
        var arguments = contract.GetNestedType("PeerProxy", BindingFlags.NonPublic)!.GetNestedType(method + "Arguments", BindingFlags.NonPublic)!;
        var body = arguments.GetMethod(nameof(IPeerArguments.Write))!.GetMethodBody()!.GetILAsByteArray()!;

        // The body ends with one static call, Codec.Write(ref writer, in value).
        var end = body.Length;
        while (body[end - 1] == OpCodes.Ret.Value || body[end - 1] == OpCodes.Nop.Value)
        {
            end--;
        }

        return arguments.Module.ResolveMethod(BitConverter.ToInt32(body, end - sizeof(int)))!.DeclaringType!;
    }

    public static Func<T, byte[]> Writer<T>(Type codec) => Bind<Func<T, byte[]>>(nameof(Write), typeof(T), codec);

    public static Func<byte[], T> Reader<T>(Type codec) => Bind<Func<byte[], T>>(nameof(Read), typeof(T), codec);

    public static byte[] Write<T, TCodec>(T value)
        where TCodec : struct, IPeerCodec<T>
    {
        var writer = new PeerWriter(headroom: 0, limit: 1 << 24);
        try
        {
            TCodec.Write(ref writer, in value);
            var (buffer, length) = writer.Detach();
            var bytes = buffer.AsSpan(0, length).ToArray();
            ArrayPool<byte>.Shared.Return(buffer);
            return bytes;
        }
        finally
        {
            writer.Dispose();
        }
    }

    public static T Read<T, TCodec>(byte[] bytes)
        where TCodec : struct, IPeerCodec<T>
    {
        var reader = new PeerReader(bytes);
        var value = TCodec.Read(ref reader);
        reader.End();
        return value;
    }

    private static TDelegate Bind<TDelegate>(string name, params Type[] types)
        where TDelegate : Delegate =>
        typeof(Codecs).GetMethod(name, BindingFlags.Public | BindingFlags.Static)!.MakeGenericMethod(types).CreateDelegate<TDelegate>();
}

using Microsoft.CodeAnalysis.CSharp;

namespace TypedPeer.Generators.Emitter.Code;

/// <summary>C# literals.</summary>
internal static class Literals
{
    public static string Of(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    public static string Of(ulong number) => $"0x{number:X16}UL";
}

using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedPeer.Generators.Model.Libraries;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.Libraries;

/// <summary>
/// Reads documentation comments. A compiler that writes no documentation file takes them for comments like any other, so the source is read
/// and no symbol asked.
/// </summary>
internal static class DocumentationReader
{
    private const string Mark = "///";

    // What a link names, whichever it has.
    private static readonly string[] Targets = ["langword", "name"];

    public static Documentation Read(ISymbol symbol, CancellationToken cancellationToken)
    {
        var obsolete = symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Is("System", "ObsoleteAttribute") == true);
        var reason = obsolete is null ? null : obsolete.ConstructorArguments.Length > 0 ? obsolete.ConstructorArguments[0].Value as string ?? string.Empty : string.Empty;
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            if (Parse(Comment(reference.GetSyntax(cancellationToken))) is { } found)
            {
                return found with { Obsolete = reason };
            }
        }

        return Documentation.None with { Obsolete = reason };
    }

    private static string Comment(SyntaxNode node)
    {
        // What is written about a field is before its declaration; a parameter of a record has no comment of its own.
        var declaration = node is VariableDeclaratorSyntax { Parent.Parent: { } field } ? field : node;
        if (declaration is ParameterSyntax)
        {
            return string.Empty;
        }

        var text = new StringBuilder();
        foreach (var line in declaration.GetLeadingTrivia().ToFullString().Split('\n'))
        {
            var trimmed = line.Trim();
            if (trimmed.StartsWith(Mark, StringComparison.Ordinal))
            {
                text.Append(trimmed.Substring(Mark.Length)).Append('\n');
            }
            else if (trimmed.Length > 0 && !trimmed.StartsWith("#", StringComparison.Ordinal))
            {
                text.Clear();
            }
        }

        return text.ToString();
    }

    private static Documentation? Parse(string comment)
    {
        if (comment.Trim().Length == 0)
        {
            return null;
        }

        XElement root;
        try
        {
            root = XElement.Parse($"<doc>{comment}</doc>", LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            // The compiler has a warning for it; here there is just nothing to carry over.
            return null;
        }

        var parameters = root.Elements("param").Select(element => new ParameterDocumentation(NameOf(element, "name"), Text(element)));
        var summary = string.Join("\n", root.Elements().Where(element => element.Name.LocalName is "summary" or "remarks").Select(Text).Where(text => text.Length > 0));
        return new Documentation(summary, new EquatableArray<ParameterDocumentation>([.. parameters]), root.Element("returns") is { } returns ? Text(returns) : string.Empty, Obsolete: null);
    }

    // Paragraphs are lines; within one, any run of white space is a space.
    private static string Text(XElement element)
    {
        var text = new StringBuilder();
        Append(text, element);
        var paragraphs = text.ToString().Split('\n').Select(paragraph => string.Join(" ", paragraph.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries)));
        return string.Join("\n", paragraphs.Where(paragraph => paragraph.Length > 0));
    }

    private static void Append(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XText words:
                    text.Append(words.Value.Replace('\n', ' '));
                    break;
                case XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } link:
                    text.Append(Link(link));
                    break;
                case XElement { Name.LocalName: "c" } code:
                    text.Append($"`{code.Value.Replace('\n', ' ').Trim()}`");
                    break;
                case XElement { Name.LocalName: "code" } code:
                    text.Append(Block(code));
                    break;
                case XElement inner:
                    var isBlock = inner.Name.LocalName is "para" or "item" or "list" or "br";
                    text.Append(isBlock ? "\n" : string.Empty);
                    Append(text, inner);
                    text.Append(isBlock ? "\n" : string.Empty);
                    break;
            }
        }
    }

    // Lines of code are one word each: none of them is broken, or runs into the next.
    private static string Block(XElement code)
    {
        var lines = code.Value.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Select(line => $"`{line}`").ToList();
        return lines.Count > 1 ? $"\n{string.Join("\n", lines)}\n" : string.Concat(lines);
    }

    private static string Link(XElement link)
    {
        var address = NameOf(link, "href");
        if (address.Length > 0)
        {
            return link.IsEmpty ? address : $"[{link.Value}]({address})";
        }

        var mark = link.Name.LocalName == "paramref" ? Documentation.ParameterMark.ToString() : string.Empty;
        return link.IsEmpty ? $"`{mark}{Short(link)}`" : link.Value.Replace('\n', ' ');
    }

    private static string Short(XElement link) =>
        link.Attribute("cref") is { } target ? ShortTarget(target.Value) : Targets.Select(attribute => NameOf(link, attribute)).FirstOrDefault(value => value.Length > 0) ?? string.Empty;

    // Of T:Namespace.Type{T}.Member(int) the word Member.
    private static string ShortTarget(string target)
    {
        var name = new StringBuilder();
        var depth = 0;
        foreach (var c in target.TakeWhile(c => c != '('))
        {
            depth += c == '{' ? 1 : 0;
            if (depth == 0)
            {
                _ = c is '.' or ':' ? name.Clear() : name.Append(c);
            }

            depth -= c == '}' ? 1 : 0;
        }

        return name.ToString();
    }

    private static string NameOf(XElement element, string attribute) => element.Attribute(attribute)?.Value ?? string.Empty;
}

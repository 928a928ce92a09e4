namespace TypedPeer.Generators.Tests.TypeScript;

/// <summary>Documentation of C# as comments that editors of TypeScript show as they were meant.</summary>
public class ScriptCommentsTests
{
    [Fact]
    public void What_would_end_a_comment_or_begin_a_tag_is_text() => Assert.Equal(
        """
        /**
         * Ends with *\/, twice *\/*\/ and **\/.
         * Write to \@ada or ada\@example.org, and to `@bob`.
         * @param text - As \@param, and \{\@link x\} of C:\\x.
         * @returns What \@returns says.
         */
        """,
        Comment(
            """
            /// <summary>Ends with */, twice */*/ and **/.
            /// <para>Write to @ada or ada@example.org, and to <c>@bob</c>.</para></summary>
            /// <param name="text">As @param, and {@link x} of C:\x.</param>
            /// <returns>What @returns says.</returns>
            """,
            "Task<int> M(string text);"));

    [Fact]
    public void A_slash_that_a_line_or_an_element_brings_behind_a_star_ends_nothing() => Assert.Equal(
        "/** All `*`/ of * / and *\\/. */",
        Comment("/// <summary>All <c>*</c>/ of *\n/// / and *<b>/</b>.</summary>", "Task M();"));

    [Fact]
    public void Angle_brackets_are_text_and_code_is_left_as_it_is() => Assert.Equal(
        "/** A List\\<int\\> of a \\< b & c, and `List<int> { a & b }`. */",
        Comment("/// <summary>A List&lt;int&gt; of a &lt; b &amp; c, and <c>List&lt;int&gt; { a &amp; b }</c>.</summary>", "Task M();"));

    [Fact]
    public void A_name_of_a_parameter_is_the_one_that_it_has_here() => Assert.Equal(
        """
        /**
         * Takes `class_` and `options`, and `Missing`.
         * @param class_ - Beside `options`.
         */
        """,
        Comment(
            """
            /// <summary>Takes <paramref name="class"/> and <paramref name="Options"/>, and <paramref name="Missing"/>.</summary>
            /// <param name="class">Beside <paramref name="Options"/>.</param>
            """,
            "Task M(int @class, int Options);"));

    [Fact]
    public void A_link_is_the_name_of_what_it_leads_to_and_its_own_text_where_it_has_one() => Assert.Equal(
        "/** See `M`, `List`, `Int32`, `Greet`, `Keys`, [the site](https://example.org), https://example.org/a and `null`. */",
        Comment(
            """
            /// <summary>See <see cref="M(System.Collections.Generic.List{int})"/>, <see cref="System.Collections.Generic.List{T}"/>, <see cref="T:System.Int32"/>,
            /// <see cref="global::Greet"/>, <see cref="Dictionary{K, List{V}}.Keys"/>,
            /// <see href="https://example.org">the site</see>, <see href="https://example.org/a"/> and <see langword="null"/>.</summary>
            """,
            "Task M(System.Collections.Generic.List<int> a);"));

    [Fact]
    public void Paragraphs_items_and_breaks_have_lines_of_their_own_and_only_they() => Assert.Equal(
        """
        /**
         * One that goes on.
         * Two.
         * Three:
         * first
         * second
         * Four
         * five.
         * And what is remarked.
         */
        """,
        Comment(
            """
            /// <summary>
            ///   One
            ///   that goes on.
            ///
            ///   <para>Two.</para>
            ///   <para>Three: <list type="bullet"><item>first</item><item><description>second</description></item></list></para>
            ///   Four<br/>five.
            /// </summary>
            /// <remarks>And what is remarked.</remarks>
            """,
            "Task M();"));

    [Fact]
    public void Code_is_never_torn_apart() => Assert.Equal(
        """
        /**
         * Call `a b`, then
         * `first();`
         * `if (x) { @second(); }`
         * as was said in many words before, and by now there are so many that the line is at its end, just where one has
         * `@three words of code`.
         */
        """,
        Comment(
            """
            /// <summary>Call <c>a
            /// b</c>, then
            /// <code>
            ///   first();
            ///
            ///   if (x) { @second(); }
            /// </code>
            /// as was said in many words before, and by now there are so many that the line is at its end, just where one has <c>@three words of code</c>.</summary>
            """,
            "Task M();"));

    [Fact]
    public void A_reason_of_what_is_obsolete_is_text_too() => Assert.Equal(
        "/** @deprecated Ask \\@ada *\\/. */",
        Comment("[System.Obsolete(\"Ask @ada */.\")]", "Task M();"));

    // What stands before the method, without the indentation of it.
    private static string Comment(string before, string method)
    {
        var text = ScriptSnapshot.Emit($"[PeerContract] public partial interface IC {{\n{before}\n{method}\n}}").First(file => file.Name == "c.ts").Text;
        var begin = text.IndexOf("interface IC {", StringComparison.Ordinal) + "interface IC {\n".Length;
        var lines = text[begin..text.IndexOf("  m(", StringComparison.Ordinal)].TrimEnd('\n').Split('\n');
        return string.Join(Environment.NewLine, lines.Select(line => line.Length > 2 ? line[2..] : line)).ReplaceLineEndings("\n");
    }
}

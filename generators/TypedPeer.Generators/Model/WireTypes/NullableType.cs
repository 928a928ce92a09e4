using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.Values;

namespace TypedPeer.Generators.Model.WireTypes;

/// <summary>A value or null. A reference has a form for null; a value has a flag before it.</summary>
/// <param name="Value">What it is where it is not null.</param>
/// <param name="IsReference">Whether that is a reference.</param>
internal sealed record NullableType(WireType Value, bool IsReference) : WireType(new NullableTypeName(Value.Name))
{
    public override int MinimumSize => IsReference ? Value.MinimumSize : Layout?.Size ?? 1;

    public override WireLayout? Layout => !IsReference && Value.Layout is { } layout ? WithFlag(layout) : null;

    private static WireLayout WithFlag(WireLayout value)
    {
        var padding = new List<int>();
        if (value.Alignment > 1)
        {
            padding.AddRange([1, value.Alignment]);
        }

        padding.AddRange(value.Padding.Select(edge => edge + value.Alignment));
        return new WireLayout(value.Alignment + value.Size, value.Alignment, TakesAnyBits: false, new EquatableArray<int>([.. padding]));
    }
}

using System.Text;

namespace OnlineMl.Datasets.Cells;

/// <summary>Tells the cells that stand for an absent value.</summary>
internal sealed class MissingMarkers
{
    // Classes are called so, while in a column of features both mostly say that there is nothing.
    private static readonly string[] ClassNames = ["none", "-"];

    private readonly byte[][] _markers;
    private readonly int _longest;

    /// <param name="markers">In capital or small letters.</param>
    public MissingMarkers(IEnumerable<string> markers)
    {
        _markers = [.. markers.Select(marker => Encoding.UTF8.GetBytes(marker.Trim())).Where(marker => marker.Length > 0)];
        _longest = _markers.Length == 0 ? 0 : _markers.Max(marker => marker.Length);
    }

    public static MissingMarkers OfClasses(IEnumerable<string> markers, bool areDeclared) =>
        new(areDeclared ? markers : markers.Except(ClassNames, StringComparer.OrdinalIgnoreCase));

    public bool Match(ReadOnlySpan<byte> cell)
    {
        if (cell.Length > 0 && (cell[0] == ' ' || cell[^1] == ' '))
        {
            cell = cell.Trim((byte)' ');
        }

        return cell.IsEmpty || (cell.Length <= _longest && IsMarker(cell));
    }

    private bool IsMarker(ReadOnlySpan<byte> cell)
    {
        foreach (var marker in _markers)
        {
            if (marker.Length == cell.Length && (cell.SequenceEqual(marker) || Ascii.EqualsIgnoreCase(cell, marker)))
            {
                return true;
            }
        }

        return false;
    }
}

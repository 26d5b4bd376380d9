using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace OnlineMl.CatalogGenerator;

/// <summary>Where in the source something stands, without a hold on the compilation.</summary>
internal readonly struct Place(string file, TextSpan span, LinePositionSpan lines) : IEquatable<Place>
{
    private readonly string _file = file;
    private readonly TextSpan _span = span;
    private readonly LinePositionSpan _lines = lines;

    public static Place Of(ISymbol symbol)
    {
        var location = symbol.Locations.FirstOrDefault(candidate => candidate.IsInSource);
        return location is null ? default : new Place(location.SourceTree!.FilePath, location.SourceSpan, location.GetLineSpan().Span);
    }

    public Location ToLocation() => _file is null ? Location.None : Location.Create(_file, _span, _lines);

    public bool Equals(Place other) => _file == other._file && _span.Equals(other._span) && _lines.Equals(other._lines);

    public override bool Equals(object? obj) => obj is Place other && Equals(other);

    public override int GetHashCode() => _span.GetHashCode();
}

namespace OnlineMl.Features;

/// <summary>What the values of an <see cref="ExampleMember"/> are.</summary>
internal enum ExampleMemberKind
{
    /// <summary>One feature: a number, a text and so on, or a value that tells only when it is read.</summary>
    Value,

    /// <summary>A list of texts: the feature <c>Tags_new</c> is 1 where the list in <c>Tags</c> has <c>new</c>.</summary>
    Texts,

    /// <summary>An object, whose own properties are read.</summary>
    Object,
}

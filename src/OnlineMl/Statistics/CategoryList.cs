using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>A list of texts and numbers that can be saved.</summary>
internal sealed class CategoryList : IStateful
{
    private readonly List<FeatureValue> _values = [];

    public IReadOnlyList<FeatureValue> Values => _values;

    public void Add(FeatureValue value) => _values.Add(value);

    void IStateful.Describe(StateArchive state)
    {
        var kinds = new int[_values.Count];
        var numbers = new double[_values.Count];
        var texts = new string[_values.Count];
        long[] rests = _values.Exists(value => value.Rest != 0) ? [.. _values.Select(value => value.Rest)] : [];
        for (var i = 0; i < _values.Count; i++)
        {
            kinds[i] = _values[i].Text is null ? 0 : 1;
            numbers[i] = _values[i].Number;
            texts[i] = _values[i].Text ?? "";
        }

        state.Field(new FieldName("isText", Formerly: "is_text"), ref kinds, FieldLength.Any);
        state.Field("numbers", ref numbers, kinds.Length);
        state.Field("texts", ref texts, kinds.Length);

        // What whole numbers are more than a double holds; states without such numbers are as they were before these were kept.
        if (state.IsLoading || rests.Length > 0)
        {
            state.Field("rests", ref rests, FieldLength.Exactly(kinds.Length).OrNone(), WholeRange.Any);
        }

        if (state.IsLoading)
        {
            _values.Clear();
            for (var i = 0; i < kinds.Length; i++)
            {
                _values.Add(kinds[i] == 1 ? texts[i] : new FeatureValue(numbers[i], rests.Length > 0 ? rests[i] : 0));
            }
        }
    }
}

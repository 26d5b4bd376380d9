using System.Text;
using OnlineMl.Contracts;
using OnlineMl.State;

namespace OnlineMl.Serving;

/// <content>A copy of the memory as it was at one moment.</content>
internal sealed partial class PredictionMemory
{
    private sealed class Frozen : IStateful
    {
        private readonly RememberedPrediction[] _kept = [];
        private string[] _identifiers = [];
        private string[] _features = [];
        private string[] _shown = [];
        private string[] _full = [];
        private long[] _times = [];
        private long[] _numbers = [];
        private string[] _settled = [];
        private int[] _settlements = [];
        private long _predictions;
        private long _newestLabelled;
        private long[] _counts = new long[6];

        public Frozen()
        {
        }

        public Frozen(PredictionMemory memory)
        {
            _kept = [.. memory._oldestFirst.Where(prediction => !prediction.IsGone)];
            _settled = [.. memory._settledFirst.Where(memory._settled.ContainsKey).Distinct(StringComparer.Ordinal)];
            _settlements = Array.ConvertAll(_settled, identifier => (int)memory._settled[identifier]);
            _predictions = memory._predictions;
            _newestLabelled = memory._newestLabelled;
            var counts = memory.Counts;
            _counts = [counts.Labelled, counts.OutOfOrder, counts.Twice, counts.Late, counts.Never, counts.Unknown];
        }

        void IStateful.Describe(StateArchive state)
        {
            if (!state.IsLoading)
            {
                _identifiers = Array.ConvertAll(_kept, prediction => prediction.Identifier);
                _features = Array.ConvertAll(_kept, prediction => Encoding.UTF8.GetString(prediction.Features));
                _shown = Array.ConvertAll(_kept, prediction => Encoding.UTF8.GetString(prediction.Shown));
                _full = Array.ConvertAll(
                    _kept, prediction => ReferenceEquals(prediction.Shown, prediction.InFull) ? "" : Encoding.UTF8.GetString(prediction.InFull));
                _times = Array.ConvertAll(_kept, prediction => prediction.Time);
                _numbers = Array.ConvertAll(_kept, prediction => prediction.Number);
            }

            state.Field("identifiers", ref _identifiers, _identifiers.Length);
            state.Field("features", ref _features, _features.Length);
            state.Field("shown", ref _shown, _shown.Length);
            state.Field("full", ref _full, _full.Length);
            state.Field("times", ref _times, _times.Length);
            state.Field("numbers", ref _numbers, _numbers.Length);
            state.Field("settled", ref _settled, _settled.Length);
            state.Field("settlements", ref _settlements, _settlements.Length);
            state.Field("predictions", ref _predictions);
            state.Field("newestLabelled", ref _newestLabelled);
            state.Field("counts", ref _counts, _counts.Length);
        }

        /// <exception cref="StateFormatException">The lists do not fit together.</exception>
        public void Restore(PredictionMemory memory)
        {
            var count = _identifiers.Length;
            if (_features.Length != count || _shown.Length != count || _full.Length != count || _times.Length != count || _numbers.Length != count ||
                _settled.Length != _settlements.Length || _counts.Length != 6)
            {
                throw new StateFormatException("The remembered predictions are of different lengths.");
            }

            for (var i = 0; i < count; i++)
            {
                var shown = Encoding.UTF8.GetBytes(_shown[i]);
                memory.Keep(new RememberedPrediction(
                    _identifiers[i],
                    Encoding.UTF8.GetBytes(_features[i]),
                    shown,
                    _full[i].Length == 0 ? shown : Encoding.UTF8.GetBytes(_full[i]),
                    _times[i],
                    _numbers[i]));
            }

            for (var i = 0; i < _settled.Length; i++)
            {
                memory.Note(_settled[i], (Settlement)_settlements[i]);
            }

            memory._predictions = _predictions;
            memory._newestLabelled = _newestLabelled;
            memory.Counts = new LabelCounts(_counts[0], _counts[1], _counts[2], _counts[3], _counts[4], _counts[5]);
        }
    }
}

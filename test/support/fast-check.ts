import fc from 'fast-check';

// Property tests look at the same cases in every run, so that a run can be repeated.
fc.configureGlobal({ seed: 20_260_101 });

export default fc;
